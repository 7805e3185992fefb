"""A number rises with whatever visitors are shown, so that a page of theirs is made once and kept: config/web/kept.py.

**What counts.** A transaction that changed something shown to visitors leaves one row, written by triggers: whatever
way the change takes, an action, a migration, psql, it is noted. The number is the sum over all rows.

**Why it is right when many write at once.** A row has the number of its transaction, which no other has: nobody waits
for anybody, so there is no deadlock. It is seen in the same moment as what the transaction changed, also when one with
a larger number was seen before. Whoever reads the number first and then makes a page, makes it of all that the number
counts, or of newer.

**Why no number comes back.** Each commit adds one and nothing takes away: `fold` puts many rows into one that counts
as much, in one statement, so that few rows have to be added up. A backup that is restored takes the number back; so the
moment of the last change stands beside it, which is another then.
"""
