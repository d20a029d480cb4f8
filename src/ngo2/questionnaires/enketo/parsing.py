"""XML of strangers, read without a DOCTYPE, entities of its own, files or the network."""

from lxml import etree

from ngo2.questionnaires.enketo.refusing import Unfit, Why

MOST = 20_000_000  # bytes; the largest form of Enketo's own tests has 3 million


def parsed(source: bytes) -> etree._Element:
    if len(source) > MOST:
        raise Unfit(Why.TOO_BIG)
    reader = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(source, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfit(Why.NO_XML, str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unfit(Why.DOCTYPE)
    return root
