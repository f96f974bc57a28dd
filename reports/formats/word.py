"""The tutorial as a Word document (DOCX) that can be edited: real headings, lists, captions and contents."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor

from reports.drawing import pictures
from reports.drawing.style import ACCENT, INK
from reports.drawing.typography import NBSP
from reports.formats.web import QUOTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docx.document import Document as DocumentType
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

    from reports.content import Part, Passage, Sentence, Tutorial
    from reports.drawing.callouts import Layout

_MARGIN: Final = Cm(2)
_TEXT_WIDTH: Final = Cm(21) - 2 * _MARGIN
_PICTURE_HEIGHT: Final = Cm(19)
"""The most that leaves room for the steps on the same page."""
_PIXEL: Final = Emu(9525)
"""A CSS pixel."""
_MEDIA: Final = "word/media/"
_STORED_SINCE: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest it knows."""
_LIST_STYLE: Final = 77
"""Number of the definition that all lists of steps share; the template's own are below."""


def docx(tutorial: Tutorial, annotated: Callable[[str], bytes]) -> bytes:
    """The tutorial as a Word document; the same tutorial gives the same bytes.

    Args:
        tutorial: what to tell.
        annotated: tells the annotated pictures' content by their file. It is asked last, when all else is written.
    """
    parts = {part.index: part.annotated or "" for part in tutorial.pictured}
    stand_ins = {pictures.stand_in(index): file for index, file in parts.items()}
    written = io.BytesIO()
    _Writer(tutorial).document.save(written)
    return _packed(written, stand_ins, annotated)


def _packed(written: io.BytesIO, stand_ins: Mapping[bytes, str], annotated: Callable[[str], bytes]) -> bytes:
    """The archive with the pictures in the place of their stand-ins, and without any time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            entry = zipfile.ZipInfo(name, _STORED_SINCE)
            if name.startswith(_MEDIA):  # compressed already
                after.writestr(entry, annotated(stand_ins[content]))
            else:
                after.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class _Writer:
    """Writes one document."""

    def __init__(self, tutorial: Tutorial) -> None:
        self.tutorial = tutorial
        self.words = tutorial.words
        self.document: DocumentType = Document()
        self._bookmarks = 0
        self._lists = 0
        self._prepare()
        self._ids = {style.name: style.style_id for style in self.document.styles}
        self._write()

    # The sheet and its styles

    def _prepare(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
        self._describe()
        self._set_language()
        self._set_styles()
        self._define_list()

    def _describe(self) -> None:
        properties = self.document.core_properties
        noon = dt.datetime.combine(self.tutorial.date, dt.time(12))
        properties.title = self.tutorial.title
        properties.subject = self.words.kicker
        properties.language = self.words.region
        properties.author = properties.last_modified_by = "parcours"
        properties.comments = ""
        properties.created = properties.modified = noon
        properties.revision = 1

    def _set_language(self) -> None:
        defaults = self.document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for language in defaults.findall(qn("w:lang")):
            defaults.remove(language)
        defaults.append(
            parse_xml(f'<w:lang {nsdecls("w")} w:val="{self.words.region}" w:eastAsia="{self.words.region}"/>')
        )

    def _set_styles(self) -> None:
        ink, accent = RGBColor.from_string(INK[1:].upper()), RGBColor.from_string(ACCENT[1:].upper())
        sizes = (("Normal", 11, ink), ("Title", 26, ink), ("Heading 1", 18, accent), ("Heading 2", 14, ink))
        for name, size, colour in (*sizes, ("Caption", 9, ink), ("Subtitle", 11, accent)):
            style = self._style(name)
            style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), colour
            fonts = style.element.rPr.rFonts
            for key in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[key]
        self._style("Normal").paragraph_format.space_after = Pt(6)
        self._style("Title").paragraph_format.space_after = Pt(10)
        for border in self._style("Title").element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
        caption = self._style("Caption").paragraph_format
        caption.space_before, caption.space_after, caption.keep_with_next = Pt(4), Pt(10), True
        self._style("Heading 1").paragraph_format.space_before = Pt(24)
        self._style("Heading 2").paragraph_format.space_before = Pt(16)
        self._style("Heading 2").paragraph_format.space_after = Pt(8)
        self._style("List Number").paragraph_format.space_after = Pt(4)
        self._add_styles()

    def _add_styles(self) -> None:
        note = self.document.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style = self._style("Normal")
        note.paragraph_format.left_indent = Cm(0.4)
        note.paragraph_format.space_after = Pt(3)
        bar = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="36" w:space="8" w:color="{INK[1:]}"/></w:pBdr>'
        note.element.get_or_add_pPr().insert_element_before(parse_xml(bar), "w:spacing", "w:ind")
        for level in (1, 2):
            contents = self.document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            contents.base_style = self._style("Normal")
            contents.paragraph_format.left_indent = Cm(0.6) * (level - 1)
            contents.paragraph_format.space_after = Pt(2)
            contents.font.bold = level == 1

    def _style(self, name: str) -> ParagraphStyle:
        style: ParagraphStyle = self.document.styles[name]
        return style

    def _define_list(self) -> None:
        level = (
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="510"/></w:tabs>'
            '<w:ind w:left="510" w:hanging="510"/></w:pPr>'
            f'<w:rPr><w:b/><w:color w:val="{ACCENT[1:]}"/></w:rPr></w:lvl>'
        )
        definition = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_LIST_STYLE}">'
            f'<w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
        )
        numbering = self.document.part.numbering_part.element
        numbering.insert(0, parse_xml(definition))

    # What is told

    def _add(self, style: str, text: str = "") -> Paragraph:
        # The library would look through all styles for each paragraph.
        paragraph = self.document.add_paragraph(text)
        paragraph.paragraph_format.element.style = self._ids[style]
        return paragraph

    def _write(self) -> None:
        tutorial = self.tutorial
        self._add("Subtitle", self.words.kicker)
        self._add("Title", tutorial.title)
        if tutorial.intro:
            self._told(self._add("Normal"), tutorial.intro)
        self._contents()
        for chapter in tutorial.chapters:
            title = self.words.titled_chapter(chapter.number, chapter.title)
            self._heading(title, 1, f"_chapter_{chapter.number}")
            for part in chapter.parts:
                self._part(part)
        if tutorial.closing:
            self._heading(self.words.sequel, 1, "_sequel")
            self._told(self._add("Normal"), tutorial.closing)
        self._add("Normal", tutorial.imprint).paragraph_format.space_before = Pt(18)

    def _contents(self) -> None:
        """A field that Word makes anew when asked, with the entries that it has until then."""
        heading = self._add("Subtitle", self.words.contents)
        heading.paragraph_format.space_before = Pt(18)
        entries = []
        for chapter in self.tutorial.chapters:
            title = self.words.titled_chapter(chapter.number, chapter.title)
            entries.append((1, title, f"_chapter_{chapter.number}"))
            entries += [
                (2, self.words.titled(part.title, mail=part.mail), f"_part_{part.index}") for part in chapter.parts
            ]
        paragraph = None
        for place, (level, title, anchor) in enumerate(entries):
            paragraph = self._add(f"toc {level}")
            if not place:
                _begin_field(paragraph, r'TOC \o "1-2" \h \z \n')
            _link(paragraph, title, anchor)
        if paragraph:
            _end_field(paragraph)

    def _part(self, part: Part) -> None:
        self._heading(self.words.titled(part.title, mail=part.mail), 2, f"_part_{part.index}")
        for passage in part.before:
            for paragraph in self._passage(passage, part):
                paragraph.paragraph_format.keep_with_next = True
        if part.layout and part.picture:
            self._picture(part, part.layout)
        for passage in part.after:
            self._passage(passage, part)

    def _heading(self, title: str, level: int, anchor: str) -> None:
        heading = self._add(f"Heading {level}", title)
        self._bookmarks += 1
        numbered = f'{nsdecls("w")} w:id="{self._bookmarks}"'
        start = parse_xml(f'<w:bookmarkStart {numbered} w:name="{anchor}"/>')
        heading.runs[0].element.addprevious(start)
        heading.paragraph_format.element.append(parse_xml(f"<w:bookmarkEnd {numbered}/>"))

    def _picture(self, part: Part, layout: Layout) -> None:
        width, height = layout.width * _PIXEL, layout.height * _PIXEL
        share = min(1, _TEXT_WIDTH / width, _PICTURE_HEIGHT / height)
        paragraph = self._add("Normal")
        paragraph.paragraph_format.keep_with_next = True
        stand_in = io.BytesIO(pictures.stand_in(part.index))
        shape = paragraph.add_run().add_picture(stand_in, Emu(round(width * share)), Emu(round(height * share)))
        inline = shape._inline  # noqa: SLF001 -- the library has no alternative texts
        inline.docPr.set("descr", part.alternative)
        inline.docPr.set("name", f"{self.words.figure} {self._figure_number(part)}")
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        caption = self._add("Caption")
        caption.add_run(self.words.figure + NBSP)
        _begin_field(caption, rf"SEQ {self.words.figure} \* ARABIC")
        caption.add_run(str(self._figure_number(part)))
        _end_field(caption)
        caption.add_run(f" – {self.words.shown(part.title, mail=part.mail)}")

    def _figure_number(self, part: Part) -> int:
        return [each.index for each in self.tutorial.pictured].index(part.index) + 1

    def _passage(self, passage: Passage, part: Part) -> list[Paragraph]:
        if passage.numbered:
            number = self._new_list(passage.sentences[0].number or 1)
            steps = [self._sentence(sentence, "List Number") for sentence in passage.sentences]
            for step in steps:
                _number(step, number)
            return steps
        title = self._add("Note")
        title.add_run(self.words.idle if part.idle else self.words.note).bold = True
        title.paragraph_format.keep_with_next = True
        remarks = [self._sentence(sentence, "Note") for sentence in passage.sentences]
        remarks[-1].paragraph_format.space_after = Pt(10)
        return [title, *remarks]

    def _sentence(self, sentence: Sentence, style: str) -> Paragraph:
        paragraph = self._add(style)
        self._told(paragraph, sentence.text)
        return paragraph

    def _new_list(self, first: int) -> int:
        """A list of steps that begins with this number; returns what paragraphs call it."""
        self._lists += 1
        number = _LIST_STYLE + self._lists
        override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{first}"/></w:lvlOverride>'
        listed = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{_LIST_STYLE}"/>{override}</w:num>'
        self.document.part.numbering_part.element.append(parse_xml(listed))
        return number

    @staticmethod
    def _told(paragraph: Paragraph, text: str) -> None:
        """Add ``text`` with what is quoted in it made prominent."""
        for piece in QUOTED.split(text):
            if piece:
                run = paragraph.add_run(piece)
                if QUOTED.fullmatch(piece):
                    run.bold = True


def _number(paragraph: Paragraph, number: int) -> None:
    properties = paragraph.paragraph_format.element.get_or_add_pPr()
    numbered = properties.get_or_add_numPr()
    numbered.get_or_add_ilvl().val = 0
    numbered.get_or_add_numId().val = number


def _begin_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field: what follows, until it ends, is its present result."""
    for content in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
    ):
        _append(paragraph, content)


def _end_field(paragraph: Paragraph) -> None:
    _append(paragraph, '<w:fldChar w:fldCharType="end"/>')


def _append(paragraph: Paragraph, content: str) -> BaseOxmlElement:
    run: BaseOxmlElement = parse_xml(f"<w:r {nsdecls('w')}>{content}</w:r>")
    paragraph.paragraph_format.element.append(run)
    return run


def _link(paragraph: Paragraph, text: str, anchor: str) -> None:
    link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{anchor}" w:history="1"/>')
    run = _append(paragraph, '<w:t xml:space="preserve"/>')
    run[0].text = text
    link.append(run)
    paragraph.paragraph_format.element.append(link)
