from archiver.programs.tesseract import language_code, lines_of

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def tsv(*rows: tuple[int, int, int, int, int, float, str]) -> str:
    lines = [
        f"{level}\t1\t1\t1\t1\t1\t{left}\t{top}\t{width}\t{height}\t{conf}\t{text}"
        for level, left, top, width, height, conf, text in rows
    ]
    return "\n".join([HEAD, *lines]) + "\n"


def test_words_of_a_line_are_joined_and_long_ones_count_more() -> None:
    (line,) = lines_of(
        tsv(
            (4, 10, 20, 300, 30, -1, ""),
            (5, 10, 20, 100, 30, 50.0, "ab"),
            (5, 120, 20, 190, 30, 100.0, "cdefgh"),
        )
    )
    assert line.text == "ab cdefgh"
    assert line.confidence == (50 * 2 + 100 * 6) / 800
    assert (line.left, line.top, line.width, line.height) == (10, 20, 300, 30)


def test_lines_keep_their_order_and_empty_ones_are_left_out() -> None:
    read = lines_of(
        tsv(
            (4, 0, 0, 9, 9, -1, ""),
            (5, 0, 0, 9, 9, 90.0, "un"),
            (4, 0, 10, 9, 9, -1, ""),
            (5, 0, 10, 9, 9, 90.0, "  "),
            (4, 0, 20, 9, 9, -1, ""),
            (5, 0, 20, 9, 9, 90.0, '"deux"'),
        )
    )
    assert [line.text for line in read] == ["un", '"deux"']


def test_output_that_is_cut_short_or_foreign_gives_no_line() -> None:
    assert lines_of("") == ()
    assert lines_of("not\ta\ttable\n1\t2\t3\n") == ()
    assert lines_of(HEAD + "\n4\t1\t1\t1\t1\t0\tx\ty\t1\t1\t-1\t\n5\t1\t1\t1\t1\t1\t0") == ()


def test_a_session_language_is_called_as_tesseract_does() -> None:
    assert language_code("fr") == "fra"
    assert language_code("fr-FR") == "fra"
    assert language_code("en") == "eng"
    assert language_code("bre") == "bre"
