"""The bench reads pages as a browser does; what it measures is its own affair."""

from bench.figures import save_page_queries
from bench.visitors import form_on

PAGE = """
<form method="post" action="/logga-ut/"><input name="not" value="this"></form>
<form method="post">
  <input type="hidden" name="seen" value="then">
  <input name="text" value="a &amp; b">
  <textarea name="long">
First
second</textarea>
  <input type="radio" name="one" value="x"><input type="radio" name="one" value="y" checked>
  <input type="checkbox" name="many" value="p" checked><input type="checkbox" name="many" value="q">
  <button name="later">Spara</button>
</form>
"""


def test_a_page_is_sent_as_a_browser_sends_it() -> None:
    assert form_on(PAGE) == [
        ("seen", "then"),
        ("text", "a & b"),
        ("long", "First\nsecond"),
        ("one", "y"),
        ("many", "p"),
    ]


def test_the_dearest_page_is_the_figure() -> None:
    (figure,) = save_page_queries([6, 7, 6])
    assert (figure.figure, figure.value) == ("save_page_queries", 7)
