import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.delivery.marker import marker, markers_in

IDS = st.from_regex(r"[a-z]{1,9}-[0-9a-f]{16,64}", fullmatch=True)
OTHERS = st.text().filter(lambda text: "faultbook:" not in text)


@given(IDS, IDS, IDS, OTHERS, OTHERS)
def test_marks_are_found_in_any_text(incident, intent, other, before, after):
    body = f"{before}{marker(incident, intent)}{after}{marker(incident, other)}".replace("\n", "\r\n")
    assert markers_in(body) == [(incident, intent), (incident, other)]


@given(OTHERS)
def test_other_text_has_none(text):
    assert markers_in(text) == []


@pytest.mark.parametrize(
    "text", ["", "inc-12", "inc-0123456789ABCDEF", "inc-0123456789abcdef -->", "0123456789abcdef0"]
)
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ValueError, match="16 to 64 hexadecimal digits"):
        marker(text, "int-0123456789abcdef")
    with pytest.raises(ValueError, match="16 to 64 hexadecimal digits"):
        marker("inc-0123456789abcdef", text)
    assert markers_in(f"<!-- faultbook:v1:{text}:int-0123456789abcdef -->") == []
