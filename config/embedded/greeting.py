"""`manage.py up` says once all runs where the site is, and what to do first, in Spanish and in English."""

FIRST = {
    "Qué hacer primero": [
        "Abre {Address} y entra con una cuenta de demostración de las de abajo.",
        "Como secretaría («secretariat») registra una lección y publícala.",
        "Como integrante («member») de otra red búscala y di que la usaron.",
        "Los correos que el sitio escribe: {Mail}",
    ],
    "What to do first": [
        "Open {Address}/en/ and sign in with one of the demo accounts below.",
        "As a secretariat, log a lesson and publish it.",
        "As a member of another network, find it and say that you used it.",
        "The mail that the site writes: {Mail}",
    ],
}
WITHOUT_ACCOUNTS = {
    "Qué hacer primero": [
        "Abre {Address} y entra con tu cuenta.",
        "Si todavía no hay ninguna: python manage.py createsuperuser",
    ],
    "What to do first": [
        "Open {Address}/en/ and sign in with your account.",
        "If there is none yet: python manage.py createsuperuser",
    ],
}


def greeting(facts: dict[str, str], accounts: list[str]) -> str:
    """Return the text. `facts` go by their names, with `Address` and `Mail`; `accounts` are the demo's, if any."""
    lines = [f"  {name:<9}{value}" for name, value in facts.items()]
    for heading, steps in (FIRST if accounts else WITHOUT_ACCOUNTS).items():
        told = [f"    {number}. {step.format(**facts)}" for number, step in enumerate(steps, 1)]
        lines += ["", f"  {heading}", *told]
    if accounts:
        lines += ["", "  Cuentas de demostración · Demo accounts", *(f"    {line}" for line in accounts)]
    begins = "Memoria Viva está en marcha. · Memoria Viva is running."
    ends = "Ctrl-C lo detiene todo. · Ctrl-C stops everything."
    return "\n".join(["", begins, "", *lines, "", ends, ""])
