"""The path of a request as something to count by: without host, query and ids."""

from pyspark.sql import Column
from pyspark.sql import functions as F

_ID = (
    r"(?<=/)(?:\d++|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?=[a-fA-F]*+\d)[0-9a-fA-F]{8,}+|[^/]*@[^/]*"
    r"|(?=[^/\d]*+\d)[^/]{16,}+)(?=/|\z)"
)


def endpoint(target: Column) -> Column:
    """`/v1/orders/<*>` of `https://api.example.com/v1/orders/4711?full=1`. Nulls: NULL."""
    path = F.regexp_replace(target, r"^[A-Za-z][A-Za-z0-9+.-]{1,15}://[^/?#]*+|[?#][\s\S]*+\z", "")
    return F.regexp_replace(path, _ID, "<*>")
