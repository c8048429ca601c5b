# XML: element trees, documents, events, namespaces, errors.
import io
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
from xml.parsers import expat

root = ET.fromstring("<a x='1'><b>t&amp;é</b><b/>tail<!-- no --></a>")
print(root.tag, root.attrib, [b.text for b in root.findall("b")], root[1].tail, ET.tostring(root))
# expect: a {'x': '1'} ['t&é', None] tail b'<a x="1"><b>t&amp;&#233;</b><b />tail</a>'
spaces = ET.fromstring("<n:a xmlns:n='urn:x'><n:b n:k='v'/></n:a>")
print(spaces.tag, spaces[0].attrib, spaces.find("p:b", {"p": "urn:x"}).tag)
# expect: {urn:x}a {'{urn:x}k': 'v'} {urn:x}b
print([(event, element.tag) for event, element in ET.iterparse(io.BytesIO(b"<r><c/><d>x</d></r>"), ("start", "end"))])
# expect: [('start', 'r'), ('start', 'c'), ('end', 'c'), ('start', 'd'), ('end', 'd'), ('end', 'r')]
try:
    ET.fromstring("<a><b></a>")
except ET.ParseError as error:
    print(error, error.code, error.position)
# expect: mismatched tag: line 1, column 8 7 (1, 8)
print(xml.dom.minidom.parseString("<a><b c='d'>e</b><?pi x?></a>").documentElement.toxml())
# expect: <a><b c="d">e</b><?pi x?></a>


class Handler(xml.sax.ContentHandler):
    def startElement(self, name, attributes):
        print("start", name, dict(attributes))

    def characters(self, content):
        print("text", repr(content))


xml.sax.parseString(b"<a k='v'>hi</a>", Handler())
# expect: start a {'k': 'v'}
# expect: text 'hi'

parser = expat.ParserCreate()
parser.buffer_text = True
parser.ordered_attributes = True
parser.StartElementHandler = lambda name, attributes: print(name, attributes, parser.CurrentLineNumber)
parser.CharacterDataHandler = lambda text: print(repr(text))
parser.Parse(b"<?xml version='1.0'?>\n<a b='1' c='2'>one")
# expect: a ['b', '1', 'c', '2'] 2
parser.Parse(b" two</a>", True)
# expect: 'one'
# expect: ' two'
try:
    expat.ParserCreate().Parse("x", True)
except expat.ExpatError as error:
    print(error, expat.ErrorString(error.code) == expat.errors.XML_ERROR_SYNTAX)
# expect: syntax error: line 1, column 0 True


def fail(name, attributes):
    raise ValueError(name)


failing = expat.ParserCreate()
failing.StartElementHandler = fail
try:
    failing.Parse("<a><b/></a>")
except ValueError as error:
    print("raised", error)
# expect: raised a
