# unicodedata: properties, names, normal forms.
import unicodedata as u

samples = "aZ5 \u0660\u00bd\u2167\u3042\uac00\ud55c\u4e2d\u0301\u05d0(\u00e9\ufb01\u212b\U0001d15e\U0001f600\ufdfa\u2003\x00\u0378\U00020000\ud800\uff21\U000e0100\u1e9b"
for c in samples:
    print(ascii(c), u.category(c), u.bidirectional(c), u.combining(c), u.mirrored(c), u.east_asian_width(c), repr(u.decomposition(c)), u.name(c, "-"), u.decimal(c, None), u.digit(c, None))
    print([ascii(u.normalize(form, c)) for form in ("NFC", "NFD", "NFKC", "NFKD")], u.is_normalized("NFC", c))
print(u.numeric("\u00bd"), u.numeric("\u0f33"), u.numeric("7"), u.numeric("\u2167"))
for name in "LATIN SMALL LETTER A", "euro sign", "HANGUL SYLLABLE HAN", "CJK UNIFIED IDEOGRAPH-4E2D", "LINE FEED", "NBSP", "KEYCAP DIGIT ONE":
    print(name, ascii(u.lookup(name)))
print(ascii("\N{GRINNING FACE}\N{LATIN SMALL LETTER E WITH ACUTE}"), "\u20ac\u1234".encode("ascii", "namereplace"))
print(rb"\N{EURO SIGN}".decode("unicode_escape") == "\u20ac")
text = "A\u030a e\u0301\u0323 \u1112\u1161\u11ab q\u0307\u0323"
for form in "NFC", "NFD", "NFKC", "NFKD":
    print(form, ascii(u.normalize(form, text)), u.is_normalized(form, text))
print(u.unidata_version, u.ucd_3_2_0.unidata_version, u.ucd_3_2_0.category("\U0001f600"), u.ucd_3_2_0.category("a"))
for c in range(0x110000):
    if u.name(chr(c), None) and u.lookup(u.name(chr(c))) != chr(c):
        print(hex(c), u.name(chr(c)))
    if c == 0x3000:
        break
for bad in (
    lambda: u.category("ab"),
    lambda: u.category(3),
    lambda: u.name("\x00"),
    lambda: u.name("ab"),
    lambda: u.decimal("x"),
    lambda: u.digit("x"),
    lambda: u.numeric("x"),
    lambda: u.lookup("NO SUCH THING"),
    lambda: u.normalize("NFX", "a"),
    lambda: u.normalize("NFC", 3),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
# expect: 'a' Ll L 0 0 Na '' LATIN SMALL LETTER A None None
# expect: ["'a'", "'a'", "'a'", "'a'"] True
# expect: 'Z' Lu L 0 0 Na '' LATIN CAPITAL LETTER Z None None
# expect: ["'Z'", "'Z'", "'Z'", "'Z'"] True
# expect: '5' Nd EN 0 0 Na '' DIGIT FIVE 5 5
# expect: ["'5'", "'5'", "'5'", "'5'"] True
# expect: ' ' Zs WS 0 0 Na '' SPACE None None
# expect: ["' '", "' '", "' '", "' '"] True
# expect: '\u0660' Nd AN 0 0 N '' ARABIC-INDIC DIGIT ZERO 0 0
# expect: ["'\\u0660'", "'\\u0660'", "'\\u0660'", "'\\u0660'"] True
# expect: '\xbd' No ON 0 0 A '<fraction> 0031 2044 0032' VULGAR FRACTION ONE HALF None None
# expect: ["'\\xbd'", "'\\xbd'", "'1\\u20442'", "'1\\u20442'"] True
# expect: '\u2167' Nl L 0 0 A '<compat> 0056 0049 0049 0049' ROMAN NUMERAL EIGHT None None
# expect: ["'\\u2167'", "'\\u2167'", "'VIII'", "'VIII'"] True
# expect: '\u3042' Lo L 0 0 W '' HIRAGANA LETTER A None None
# expect: ["'\\u3042'", "'\\u3042'", "'\\u3042'", "'\\u3042'"] True
# expect: '\uac00' Lo L 0 0 W '' HANGUL SYLLABLE GA None None
# expect: ["'\\uac00'", "'\\u1100\\u1161'", "'\\uac00'", "'\\u1100\\u1161'"] True
# expect: '\ud55c' Lo L 0 0 W '' HANGUL SYLLABLE HAN None None
# expect: ["'\\ud55c'", "'\\u1112\\u1161\\u11ab'", "'\\ud55c'", "'\\u1112\\u1161\\u11ab'"] True
# expect: '\u4e2d' Lo L 0 0 W '' CJK UNIFIED IDEOGRAPH-4E2D None None
# expect: ["'\\u4e2d'", "'\\u4e2d'", "'\\u4e2d'", "'\\u4e2d'"] True
# expect: '\u0301' Mn NSM 230 0 A '' COMBINING ACUTE ACCENT None None
# expect: ["'\\u0301'", "'\\u0301'", "'\\u0301'", "'\\u0301'"] True
# expect: '\u05d0' Lo R 0 0 N '' HEBREW LETTER ALEF None None
# expect: ["'\\u05d0'", "'\\u05d0'", "'\\u05d0'", "'\\u05d0'"] True
# expect: '(' Ps ON 0 1 Na '' LEFT PARENTHESIS None None
# expect: ["'('", "'('", "'('", "'('"] True
# expect: '\xe9' Ll L 0 0 A '0065 0301' LATIN SMALL LETTER E WITH ACUTE None None
# expect: ["'\\xe9'", "'e\\u0301'", "'\\xe9'", "'e\\u0301'"] True
# expect: '\ufb01' Ll L 0 0 N '<compat> 0066 0069' LATIN SMALL LIGATURE FI None None
# expect: ["'\\ufb01'", "'\\ufb01'", "'fi'", "'fi'"] True
# expect: '\u212b' Lu L 0 0 A '00C5' ANGSTROM SIGN None None
# expect: ["'\\xc5'", "'A\\u030a'", "'\\xc5'", "'A\\u030a'"] False
# expect: '\U0001d15e' So L 0 0 N '1D157 1D165' MUSICAL SYMBOL HALF NOTE None None
# expect: ["'\\U0001d157\\U0001d165'", "'\\U0001d157\\U0001d165'", "'\\U0001d157\\U0001d165'", "'\\U0001d157\\U0001d165'"] False
# expect: '\U0001f600' So ON 0 0 W '' GRINNING FACE None None
# expect: ["'\\U0001f600'", "'\\U0001f600'", "'\\U0001f600'", "'\\U0001f600'"] True
# expect: '\ufdfa' Lo AL 0 0 N '<isolated> 0635 0644 0649 0020 0627 0644 0644 0647 0020 0639 0644 064A 0647 0020 0648 0633 0644 0645' ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM None None
# expect: ["'\\ufdfa'", "'\\ufdfa'", "'\\u0635\\u0644\\u0649 \\u0627\\u0644\\u0644\\u0647 \\u0639\\u0644\\u064a\\u0647 \\u0648\\u0633\\u0644\\u0645'", "'\\u0635\\u0644\\u0649 \\u0627\\u0644\\u0644\\u0647 \\u0639\\u0644\\u064a\\u0647 \\u0648\\u0633\\u0644\\u0645'"] True
# expect: '\u2003' Zs WS 0 0 N '<compat> 0020' EM SPACE None None
# expect: ["'\\u2003'", "'\\u2003'", "' '", "' '"] True
# expect: '\x00' Cc BN 0 0 N '' - None None
# expect: ["'\\x00'", "'\\x00'", "'\\x00'", "'\\x00'"] True
# expect: '\u0378' Cn  0 0 F '' - None None
# expect: ["'\\u0378'", "'\\u0378'", "'\\u0378'", "'\\u0378'"] True
# expect: '\U00020000' Lo L 0 0 W '' CJK UNIFIED IDEOGRAPH-20000 None None
# expect: ["'\\U00020000'", "'\\U00020000'", "'\\U00020000'", "'\\U00020000'"] True
# expect: '\ud800' Cs L 0 0 N '' - None None
# expect: ["'\\ud800'", "'\\ud800'", "'\\ud800'", "'\\ud800'"] True
# expect: '\uff21' Lu L 0 0 F '<wide> 0041' FULLWIDTH LATIN CAPITAL LETTER A None None
# expect: ["'\\uff21'", "'\\uff21'", "'A'", "'A'"] True
# expect: '\U000e0100' Mn NSM 0 0 A '' VARIATION SELECTOR-17 None None
# expect: ["'\\U000e0100'", "'\\U000e0100'", "'\\U000e0100'", "'\\U000e0100'"] True
# expect: '\u1e9b' Ll L 0 0 N '017F 0307' LATIN SMALL LETTER LONG S WITH DOT ABOVE None None
# expect: ["'\\u1e9b'", "'\\u017f\\u0307'", "'\\u1e61'", "'s\\u0307'"] True
# expect: 0.5 -0.5 7.0 8.0
# expect: LATIN SMALL LETTER A 'a'
# expect: euro sign '\u20ac'
# expect: HANGUL SYLLABLE HAN '\ud55c'
# expect: CJK UNIFIED IDEOGRAPH-4E2D '\u4e2d'
# expect: LINE FEED '\n'
# expect: NBSP '\xa0'
# expect: KEYCAP DIGIT ONE '1\ufe0f\u20e3'
# expect: '\U0001f600\xe9' b'\\N{EURO SIGN}\\N{ETHIOPIC SYLLABLE SEE}'
# expect: True
# expect: NFC '\xc5 \u1eb9\u0301 \ud55c q\u0323\u0307' False
# expect: NFD 'A\u030a e\u0323\u0301 \u1112\u1161\u11ab q\u0323\u0307' False
# expect: NFKC '\xc5 \u1eb9\u0301 \ud55c q\u0323\u0307' False
# expect: NFKD 'A\u030a e\u0323\u0301 \u1112\u1161\u11ab q\u0323\u0307' False
# expect: 14.0.0 3.2.0 Cn Ll
# expect: TypeError category() argument must be a unicode character, not str
# expect: TypeError category() argument must be a unicode character, not int
# expect: ValueError no such name
# expect: TypeError name() argument 1 must be a unicode character, not str
# expect: ValueError not a decimal
# expect: ValueError not a digit
# expect: ValueError not a numeric character
# expect: KeyError "undefined character name 'NO SUCH THING'"
# expect: ValueError invalid normalization form
# expect: TypeError normalize() argument 2 must be str, not int
