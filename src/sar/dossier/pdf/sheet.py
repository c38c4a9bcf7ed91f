"""Paper: pages with running head and foot, a pen that moves down them, and the outline."""

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas

from sar.dossier.pdf.text import BOLD, REGULAR, clean, fonts, width_of, wrapped

INK, SOFT, FAINT = HexColor("#1b2326"), HexColor("#5d6b70"), HexColor("#c9d1d3")
ACCENT, PALE = HexColor("#0b5563"), HexColor("#eef4f5")
GOOD, WARN, BAD = HexColor("#2e7d4f"), HexColor("#b7791f"), HexColor("#b3372b")
SIZES = {"letter": LETTER, "a4": A4}
MARGIN, FOOT = 62.0, 64.0
TOTAL = "total-pages"


@dataclass(frozen=True)
class Style:
    """A face, a size and a colour; `leading` is the distance of lines."""

    font: str = REGULAR
    size: float = 9.0
    leading: float = 12.5
    colour: Color = INK


BODY, BOLD_BODY = Style(), Style(BOLD)
SMALL, SMALL_BOLD = Style(size=7.6, leading=10.4, colour=SOFT), Style(BOLD, 7.6, 10.4, SOFT)
LABEL = Style(size=8.2, leading=12.5, colour=SOFT)
TITLE, H1 = Style(BOLD, 30, 36, ACCENT), Style(BOLD, 17, 22, ACCENT)
H2, H3 = Style(BOLD, 11.5, 16, ACCENT), Style(BOLD, 9.6, 13.5)


class Sheet:
    """One volume being written; `y` is the pen's height on the page, falling."""

    def __init__(
        self,
        path: Path,
        *,
        title: str,
        author: str,
        lang: str,
        foot: str,
        before_number: str = "page {n} of ",
        head: str = "",
        page: str = "letter",
    ) -> None:
        fonts()
        self.width, self.height = SIZES[page]
        self.left, self.right = MARGIN, self.width - MARGIN
        self.canvas = Canvas(
            str(path), pagesize=SIZES[page], pageCompression=1, invariant=1, lang=lang, initialFontName=REGULAR
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("sar")
        self.pages, self.head, self._foot, self._marks = 0, head, foot, 0
        self._before_number = before_number
        self.y = 0.0
        self._start()

    @property
    def room(self) -> float:
        """Height left on the page."""
        return self.y - FOOT

    def turn(self, head: str | None = None) -> None:
        """Go on at the top of a new page, under another running head if one is given."""
        self._finish()
        if head is not None:
            self.head = head
        self._start()

    def need(self, height: float) -> None:
        """Go to a new page unless so much height is left."""
        if self.room < height:
            self.turn()

    def space(self, height: float) -> None:
        """Move the pen down."""
        self.y -= height

    def mark(self, title: str, level: int = 0) -> None:
        """An entry of the outline that leads here."""
        self._marks += 1
        key = f"mark-{self._marks}"
        self.canvas.bookmarkHorizontal(key, 0, self.y + 20)
        self.canvas.addOutlineEntry(clean(title).replace("\n", " ")[:120], key, level, closed=level > 0)

    def line(self, text: str, style: Style = BODY, x: float | None = None) -> None:
        """One line of cleaned text at the pen, which stays."""
        self.canvas.setFont(style.font, style.size)
        self.canvas.setFillColor(style.colour)
        self.canvas.drawString(self.left if x is None else x, self.y - style.size, text)

    def right_line(self, text: str, style: Style, x: float | None = None) -> None:
        """One line that ends at the right margin, or at `x`."""
        end = self.right if x is None else x
        self.line(text, style, end - width_of(text, style.font, style.size))

    def write(self, text: str, style: Style = BODY, *, x: float | None = None, width: float | None = None) -> None:
        """Untrusted text, wrapped and flowing over pages."""
        left = self.left if x is None else x
        for one in wrapped(clean(text), style.font, style.size, width or self.right - left):
            self.need(style.leading)
            self.line(one, style, left)
            self.y -= style.leading

    def row(self, label: str, value: str, *, column: float = 128, style: Style = BODY) -> None:
        """A label and its value side by side; both wrap."""
        left, gap = self.left + column, 10.0
        labels = list(wrapped(clean(label), LABEL.font, LABEL.size, column - gap))
        values = list(wrapped(clean(value), style.font, style.size, self.right - left))
        for place in range(max(len(labels), len(values))):
            self.need(style.leading)
            if place < len(labels):
                self.line(labels[place], LABEL)
            if place < len(values):
                self.line(values[place], style, left)
            self.y -= style.leading

    def rule(self, colour: Color = FAINT, thick: float = 0.5, width: float | None = None) -> None:
        """A hairline at the pen."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(thick)
        self.canvas.line(self.left, self.y, self.left + width if width else self.right, self.y)

    def dot(self, colour: Color, x: float, style: Style = BODY) -> None:
        """A coloured dot beside a line."""
        self.canvas.setFillColor(colour)
        self.canvas.circle(x, self.y - style.size * 0.64, 2.6, stroke=0, fill=1)

    def box(self, height: float, fill: Color = PALE, bar: Color | None = None) -> None:
        """A tinted area below the pen, with a bar at its left edge."""
        self.canvas.setFillColor(fill)
        self.canvas.rect(self.left, self.y - height, self.right - self.left, height, stroke=0, fill=1)
        if bar:
            self.canvas.setFillColor(bar)
            self.canvas.rect(self.left, self.y - height, 3, height, stroke=0, fill=1)

    def link(self, url: str, x: float, width: float, style: Style = BODY) -> None:
        """Make a line that was just drawn at the pen clickable; only web addresses are."""
        if url.startswith(("https://", "http://")):
            self.canvas.linkURL(url, (x, self.y - style.size - 2, x + width, self.y), relative=0, thickness=0)

    def save(self) -> None:
        """Finish the volume: only now is the number of pages known."""
        self._finish()
        self.canvas.beginForm(TOTAL, 0, 0, self.width, self.height)
        self.canvas.setFont(SMALL.font, SMALL.size)
        self.canvas.setFillColor(SMALL.colour)
        self.canvas.drawString(0, 0, str(self.pages))
        self.canvas.endForm()
        self.canvas.save()

    def _start(self) -> None:
        self.pages += 1
        if self.pages > 1 or self.head:
            self._running_head()
        self.y = self.height - 84

    def _finish(self) -> None:
        self._running_foot()
        self.canvas.showPage()

    def _running_head(self) -> None:
        self.y = self.height - 44
        self.line(clean(self.head)[:110], SMALL)
        self.y -= 16
        self.rule()

    def _running_foot(self) -> None:
        self.y = 44
        self.line(clean(self._foot), SMALL)
        before = self._before_number.format(n=self.pages)
        # the total is a form that is drawn when it is known; five digits have room
        start = self.right - width_of(before + "00", SMALL.font, SMALL.size)
        self.line(before, SMALL, start)
        self.canvas.saveState()
        self.canvas.translate(start + width_of(before, SMALL.font, SMALL.size), self.y - SMALL.size)
        self.canvas.doForm(TOTAL)
        self.canvas.restoreState()
