"""Files are ordered by columns of which they keep statistics: the platform refuses to order by others."""

import pytest

from faultbook.tables import TABLES, Table


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_what_files_are_ordered_by_has_statistics(table: Table) -> None:
    assert not table.statistics or set(table.order_by) <= set(table.statistics)
