"""Long texts are broken into lines as GNU gettext 0.23.1 does it (msgcat)."""

from translate.storage.pypo import quoteforpo

# As msgcat writes them: no line begins with what belongs to the word before, even behind a blank.
LINES = [
    [
        '"in civil proceedings, receive a registration "',
        '"certificate :cite:p:`parl-16172`. Of the 327 women whom *LEFÖ-IBF* supported "',
        '"in 2017, 35% were EU citizens :cite:p:`orf-lefoe2018`."',
    ],
    [
        '"punohet nëse punëdhënësi merr një autorizim nga shërbimi i punësimit "',
        '"(*AMS*); më pas është e mundshme një *Rot-Weiß-Rot-Karte plus*, me "',
        '"gjermanisht të nivelit A2, të ardhura, banesë dhe sigurim :cite:p:`digmit`."',
    ],
    ['"First line.\\n"', '"Second line."'],
]

for lines in LINES:
    text = "".join(line[1:-1] for line in lines).replace("\\n", "\n")
    assert quoteforpo(text) == ['""', *lines], "\n".join(quoteforpo(text))
