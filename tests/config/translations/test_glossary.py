"""Spanish has one word for each thing: what the catalogue may not say, and what it says instead."""

import re

import pytest
from django.utils.translation import override

from config.translations import catalogues
from tests.support.labels import own_data

# The word chosen → what else people say for it.
CHOSEN = {
    "entrar, entrada": r"inici\w+ (la )?sesi[oó]n|sesi[oó]n iniciada|ingres\w+|log(in|uear\w*)|acced\w+ a tu cuenta",
    "salir, salida": r"(cerr\w+|cierr\w+) (la )?sesi[oó]n|desconect\w+",
    "crear una cuenta": r"registrarte|regístrate|suscríbete",
    "correo": r"e-?mails?|casilla|buzón",
    "contraseña": r"passwords?|clave de acceso|tus? claves?",
    "llave de acceso": r"passkeys?|clave de paso",
    "dispositivo": r"este (equipo|teléfono|celular|aparato)",
    "conexión": r"vuelva la línea|se corta la línea|internet",
    "archivo": r"ficheros?|adjuntos",
    "fotografía": r"fotos?",
    "quitar": r"elimin\w+|suprim\w+|remov\w+|sac(a|ar|arla|arlo)",
    "agregar": r"añad\w+|adicion\w+",
    "guardar": r"grab(a|ar|ado|ada)",
    "cambiar": r"modific\w+",
    "reportar (un comentario)": r"denunci\w+|avis(ó|aron|aste|ar) (de|a la secretaría)",
    "aviso (sobre tus lecciones)": r"notificaci[oó]n\w*|alertas?",
    "vínculo (entre redes, entre lecciones)": r"enlaz\w+|(enlaces|relaci[oó]n|relaciones) entre (redes|lecciones)",
    "integrante": r"miembros?|afiliad[oa]s?|membres[ií]as?",
    "organización": r"organismos?",
    "pedido": r"solicit\w+|petici[oó]n\w*",
    "hallazgo": r"descubrimientos?",
    "reto": r"desaf[ií]os?",
    "boletín": r"res[uú]menes|newsletter",
    "vigente": r"sigue siendo (cierta|verdad|válida)",
    "importar (filas)": r"filas? (puede|pueden|no) entra\w*",
    "apartar": r"puesta aparte|poner\w* aparte",
    "mesa de trabajo": r"tablero|panel|escritorio",
    "ocultar (una lección, un comentario)": r"(da|di)\w+ de baja|escond\w+|despublic\w+|baj(ar|ada|ó) (la|una) lección",
    "volver a mostrar (lo oculto o apartado)": r"m(ue|o)str\w+ (otra vez|de nuevo)|(hac|hizo|deja)\w* visible\w*",
    "tú, ustedes": r"usted|vosotr[oa]s|vuestr[oa]s?|haz clic aquí",
    "setiembre": r"septiembre",
}


def spanish() -> list[str]:
    with override("es"):
        texts = list(own_data())  # some columns are of libraries, with words of their own
    for message in catalogues.current("es"):
        if message.id:
            texts += [message.string] if isinstance(message.string, str) else list(message.string)
    return [re.sub(r"%\(\w+\)s", "…", text) for text in texts]


@pytest.mark.parametrize("word", CHOSEN)
def test_the_catalogue_says_it_with_the_chosen_word(word):
    other = re.compile(rf"(?<!\w)(?:{CHOSEN[word]})(?!\w)", re.IGNORECASE)
    assert [text for text in spanish() if other.search(text)] == [], f"say “{word}”"


def test_in_english_what_an_admin_hides_is_hidden_and_shown_again():
    """The code takes it down and puts it back, as it names the columns; the texts have one word for it."""
    other = re.compile(
        r"t(ake|akes|aken|ook|aking) .{0,24}\bdown\b|unpublish\w*|visible again|put(s|ting)? .{0,24}\bback\b"
    )
    said = [text for message in catalogues.current("es") for text in _english(message)]
    assert [text for text in said if other.search(text) and "in force" not in text] == []


def _english(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)
