"""What somebody may write, or a broken program hand over, and no form of a report may stumble over."""

URL = "https://example.se/" + "a" * 1981
BAD_TEXTS = (
    "Tjugotusen tecken. " * 1052 + "Sist.",
    "x" * 20_000,
    URL,
    "kontroll\x01tecken\x07och\x0bett\x1fslut\x7f",
    "rad ett\nrad två\r\nrad tre\u2028rad fyra",
    "tabb\there",
    "שלום עולם och مرحبا بالعالم",
    "vänd \u202eom detta\u202c igen",
    "bra 👍 jobbat 🎉 familj 👩‍👩‍👧 flagga 🇸🇪",
    "e\u0323\u0301 a\u0489 Z\u0301\u0302\u0303\u0304 sist",
    '=HYPERLINK("https://example.se";"klicka")',
    "@SUM(A1:A9)",
    "+1+1",
    "-2",
    '#let x = panic("typst") *fet* _kursiv_ $x^2$ @källa <etikett> `kod` \\ // bort /* bort */ = Rubrik',
    "<b>fet</b> &amp; <script>alert(1)</script> <!-- bort -->",
    "]]> <w:p><w:r><w:t>word</w:t></w:r></w:p> { HYPERLINK x } {PAGE}",
    "_x0041_ _x000D_",
    "漢字 \ufeff mark \ue000 privat \ufffe",
    "{name} %s {0} {page}",
)
