"""These SQL functions let a word find its family, with or without accents, whatever stands around it.

Texts and questions go the same way. PostgreSQL's parser takes `<<…>>`, which `unaccent` makes of «…», for a tag and
drops what is in it; `Lima/Callao` for a path, `acta.Luego` for a host, `2021-2026` for a number below zero. So it gets
nothing but letters, digits and spaces.

A connection keeps the last 32 patterns that it compiled: with more of them each is compiled anew for each text, which
costs 1.9 ms instead of 0.2 for the words of a paragraph. There are 28 here, and no more than 32 with those of a
question.
"""

from django.db import migrations

# The Spanish stemmer of PostgreSQL reads accents, and people do not write them. Taking the accents away before it
# breaks it (organización, organizaciones: two stems). So: take all accents away, then, in this order, give the stemmer
# what it needs. Measured on the plurals of Spanish's 40,000 most frequent words: 94 % without these rules, 98.5 % with.
RULES = [  # pattern, replacement
    # It needs the accent of -ción, -sión, -xión.
    (r"([aeiu][csx])ion\M", r"\1ión"),
    # voces is also what the plural of voce would be, as enlaces is of enlace.
    (r"(\w[aeiou])z\M", r"\1ce"),
    (r"\m(jue)zas?\M", r"\1ce"),
    # Plurals that it takes for forms of verbs, or does not see: mujeres, jóvenes, intereses, ciudades …
    (r"(\w{2}(?:[ae][rn]|es|[dt]ad))es\M", r"\1"),
    # … asambleas, valiosas, obras, años, días, ríos, ONGs …
    (r"(\w{2}(?:ea|osa)|\m(?:[aeiou][^aeiou\W]{1,2}[aeo]|[dtv]ia|[lrt]io|pie)|[bcdfgkmpt])s\M", r"\1"),
    # … gobiernos, próximos.
    (r"(iern|\m(?:mod|int|ext)ern|\m(?:prox|min|max|legit)im|\mprestam)os\M", r"\1o"),
    (r"\m(region)al(?:es)?\M", r"\1"),
    # Words that it takes for those of another family (mes, caso, costo, plazo, partido, poda, salud, comunidad): with
    # a letter that it leaves alone they stay apart.
    (r"\m(mesa|casa|costa|plaza|parte|poder|saludo)s?\M", r"\1u"),
    (r"\mcomunic", "comunik"),
    # Stop words that it knows by their accent, or that a rule above has changed.
    (r"\m(?:mas|si|tambien|ello|ere|estan|habian?|seran?|tenian?)\M", ""),
]

# Signs that are seen by nobody; of Unicode, those that a program may ignore (Default_Ignorable_Code_Point).
INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
# Signs that normalization turns to letters: Redes™ is not “redestm”. Those of kelvin, ångström and ohm are left out:
# compared whatever the case they are k, å and ω, and each small k would be a word of its own.
MADE_OF_LETTERS = (
    r"\u20a8\u2100-\u2125\u2127-\u2129\u212c-\u218f\u2460-\u24ff\u2e80-\u2fdf\u3038-\u303a\u3190-\u319f\u3200-\u33ff"
    r"\ufdfc\U0001f100-\U0001f2ff"
)
QUOTES, APOSTROPHES, HYPHENS, DASHES = "«»“”„‟‹›", "’‘’‛ʼʻ´`′", "‐", "–—―−§"

BEFORE_LETTERS_ARE_PLAIN = [
    (f"[{MADE_OF_LETTERS}]", r" \& "),
    # The mark of a number, before it turns to letters: Nº30364, N.° 29.785, nros. 5. Not of a word whose last letter is
    # an n after one with a mark of its own: “ṕn°”.
    (r"(^|[^[:alnum:]\u0300-\u036f])n(?:ro|um)?s?\.? ?[°ºª]", r"\1 "),
    # A word that is hyphenated where it wraps; PDFium tells of one by a sign of its own.
    (r"\u00ad(?=\s*[\r\n])|[\u0002\ufffe]", "-\n"),
    (f"[{INVISIBLE}]", ""),
]
AFTER_LETTERS_ARE_PLAIN = [
    # Letters and digits stand apart, as in “covid 19”.
    (r"([[:alpha:]](?=[[:digit:]])|[[:digit:]](?=[[:alpha:]]))", r"\1 "),
    # 29.785, 5,000 and 1'500,000 are one number. (To look back would read all before it, each time.)
    (r"\m([[:digit:]]{1,3})[.,'](?=[[:digit:]]{3}(?![[:digit:]]))", r"\1"),
    # S.A.C.
    (r"\m([[:alpha:]])\.(?=[[:alpha:]]\M)", r"\1"),
    # +51 987 654 321, 0051-987654321: a mobile's own nine digits are its number. Ley nro 28983. 01/03/2025.
    (
        r"\m(?:(?:00)?51[ )-]*(?=9[[:digit:]]{2}[ -]?[[:digit:]]{3}[ -]?[[:digit:]]{3}\M)"
        r"|nros?\.? ?(?=[[:digit:]])|0+(?=[1-9]/|[1-9][[:digit:]]/))",
        "",
    ),
]
YEARS = "(?:19|20)[[:digit:]]{2}"
# What is written in one word by some, in parts by others: found either way.
JOINED = [
    # 004-2019, found as 4-2019 too; elsewhere a zero may be that of a telephone.
    (rf"\m0+([1-9][[:digit:]]*)-(?={YEARS}\M)", r"\1"),
    # 987-654-321, 345-6789, 191-12345678-0-12; of two years nobody makes one number.
    (
        rf"\m(?!{YEARS}-{YEARS}\M)([[:digit:]]{{2,}})-([[:digit:]]{{2,}})(?:-([[:digit:]]+))?(?:-([[:digit:]]+))?\M",
        r"\1\2\3\4",
    ),
    # niñ@s, but no address
    (r"([[:alpha:]]+)@(s?)(?![[:alnum:]]|[.-][[:alnum:]])", r"\1o\2"),
    # ministra where a line ends
    (r"([[:alpha:]]+)-\s*[\r\n]\s*([[:alpha:]]+)", r"\1\2"),
    # q'eros, network's, ex-ministra
    (r"([[:alpha:]]+)['-]([[:alpha:]]+)", r"\1\2"),
    # EE.UU., DD. HH.
    (r"\m(([[:alpha:]])\2)\. ?(([[:alpha:]])\4)\M", r"\1\3"),
    # E. P. S.
    (r"\m([[:alpha:]])\. ([[:alpha:]])\.(?: ([[:alpha:]])\.)?(?: ([[:alpha:]])\.)?", r"\1\2\3\4"),
    # 5 000, 1 500 000, 987 654 321; and 345 6789, where no thousands end
    (
        r"\m(?:([1-9][[:digit:]]{0,2}) ([[:digit:]]{3})(?: ([[:digit:]]{3}))?|([[:digit:]]{3}) ([[:digit:]]{4}))\M",
        r"\1\2\3\4\5",
    ),
]
# A collation that each database has: what is a letter does not depend on the server's own.
OF_ITS_OWN = 'COLLATE "pg_unicode_fast"'


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def replaced(text: str, rules: list[tuple[str, str]], flags: str = "gi") -> str:
    for pattern, replacement in rules:
        text = f"regexp_replace({text}, {quoted(pattern)}, {quoted(replacement)}, '{flags}')"
    return text


def signs() -> str:
    made_of_letters, number, *invisible = BEFORE_LETTERS_ARE_PLAIN
    text = f"normalize({replaced(f't {OF_ITS_OWN}', [made_of_letters, number])}, NFKC)"
    ours = '"' * len(QUOTES) + "'" * len(APOSTROPHES) + "-" * len(HYPHENS) + " " * len(DASHES)
    seen = replaced(text, invisible)
    plain = f"translate({seen}, {quoted(QUOTES + APOSTROPHES + HYPHENS + DASHES)}, {quoted(ours)})"
    return replaced(f"lower(public.unaccent('public.unaccent'::regdictionary, {plain}))", AFTER_LETTERS_ARE_PLAIN)


# Every name is qualified: a restore from a dump runs with an empty search path.
def function(name: str, arguments: str, returns: str, body: str, strict: str = "STRICT ") -> migrations.RunSQL:
    kinds = ", ".join(argument.split()[-1] for argument in arguments.split(","))
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {name}({arguments}) RETURNS {returns}
LANGUAGE sql IMMUTABLE {strict}PARALLEL SAFE AS $$
  {body}
$$
""",
        f"DROP FUNCTION {name}({kinds})",
    )


# All parts in their order, for phrases; then the words that they make.
PLAIN = r"""SELECT regexp_replace(
    signs || ' ' || regexp_replace(public.memoria_joined(signs) || '§§', '[^§]*§([^§]*)§', '\1 ', 'g'),
    '[^[:alnum:]]+', ' ', 'g')
  FROM (SELECT public.memoria_signs(t) COLLATE "pg_unicode_fast" AS signs) AS cleaned"""

# Quotation marks, and the minus before a word or before one of them, say something there; many a minus without one
# overflows the parser.
ASKED = r"""SELECT regexp_replace(regexp_replace(
    signs COLLATE "pg_unicode_fast", '[^[:alnum:]"-]+', ' ', 'g'),
    '(?<=[[:alnum:]])-+|-+(?![[:alnum:]"])|-+(?=-)', ' ', 'g')"""

ASKS = """SELECT CASE WHEN language = 'en' THEN websearch_to_tsquery('pg_catalog.english', asked)
    ELSE websearch_to_tsquery('pg_catalog.spanish', public.memoria_fold(asked)) END"""

# What stands after a minus is one phrase: -covid-19 must not ask for 19.
QUERY = r"""SELECT CASE WHEN parts = whole THEN public.memoria_asks(language, parts)
    ELSE public.memoria_asks(language, parts) || public.memoria_asks(language, whole) END
  FROM (
    SELECT public.memoria_asked(signs) AS parts, public.memoria_asked(public.memoria_joined(signs)) AS whole
    FROM (
      SELECT public.memoria_signs(regexp_replace(t, '(^|\s)-+([^\s"-][^\s"]*)', '\1-"\2"', 'g')) AS signs
    ) AS cleaned
  ) AS asked"""

# A lesson is stemmed by its own language: those rules are Spanish, and would part practice from practices.
WORDS = """SELECT CASE WHEN language = 'en'
    THEN to_tsvector('pg_catalog.english', public.memoria_plain(t))
    ELSE to_tsvector('pg_catalog.spanish', public.memoria_fold(public.memoria_plain(t))) END"""

# The title weighs most, then what was learned and what is recommended.
VECTOR = """SELECT setweight(public.memoria_words(language, title), 'A')
      || setweight(public.memoria_words(language, insight || ' ' || recommendation), 'B')
      || setweight(public.memoria_words(
           language, what_happened || ' ' || context || ' ' || applies_when || ' ' || does_not_apply_when), 'C')"""
TEXTS = (
    "\n  language text, title text, what_happened text, insight text, recommendation text,"
    "\n  context text, applies_when text, does_not_apply_when text\n"
)
FOLDED = replaced("public.unaccent('public.unaccent'::regdictionary, lower(t))", RULES, "g")
# Each word that was made of parts stands between two §: no other is left.
MARKED = replaced(f"signs {OF_ITS_OWN}", [(pattern, f"§{whole}§") for pattern, whole in JOINED])

FUNCTIONS_OF_SEARCH = [
    function("memoria_fold", "t text", "text", f"SELECT {FOLDED}"),
    function("memoria_signs", "t text", "text", f"SELECT {signs()}"),
    function("memoria_joined", "signs text", "text", f"SELECT {MARKED}"),
    function("memoria_plain", "t text", "text", PLAIN),
    function("memoria_asked", "signs text", "text", ASKED),
    function("memoria_asks", "language text, asked text", "tsquery", ASKS),
    function("memoria_query", "language text, t text", "tsquery", QUERY),
    function("memoria_words", "language text, t text", "tsvector", WORDS, strict=""),
    function("memoria_lesson_vector", TEXTS, "tsvector", VECTOR, strict=""),
]
