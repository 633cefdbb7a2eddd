"""Ibis's backend of Spark with Arrow in and out: without pandas in between, integers stay integers."""

from typing import Any

import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.formats.pyarrow import PyArrowData, PyArrowSchema


class StrictCompiler(PySparkCompiler):
    """NaN is no null, as on other engines, and both infinities are infinite; Ibis's own says otherwise of both."""

    visit_IsNull = SQLGlotCompiler.visit_IsNull  # noqa: N815 - Ibis's name
    visit_NotNull = SQLGlotCompiler.visit_NotNull  # noqa: N815

    def visit_IsInf(self, op: Any, *, arg: Any) -> Any:  # noqa: ARG002, N802
        """Compare the size with infinity."""
        return sge.EQ(this=self.f.abs(arg), expression=self.POS_INF)


class ArrowBackend(Backend):
    """The same queries; small tables go in, and results come back, as Arrow."""

    compiler = StrictCompiler()

    def frame(self, query: Any) -> Any:
        """Return the Spark data frame of a query."""
        self._run_pre_execute_hooks(query)
        return self._session.sql(self.compile(query))

    def to_pyarrow(self, expr: Any, /, **_: Any) -> Any:
        """Run a query; a table, a column or a scalar, as the query is."""
        table = expr.as_table()
        found: pa.Table = self.frame(table).toArrow()
        return expr.__pyarrow_result__(found.cast(PyArrowSchema.from_ibis(table.schema())), data_mapper=PyArrowData)

    def _register_in_memory_table(self, op: Any) -> None:
        self._session.createDataFrame(op.data.to_pyarrow(op.schema)).createOrReplaceTempView(op.name)


def backend_of(session: Any) -> ArrowBackend:
    """Return the backend over a session."""
    backend = ArrowBackend()
    backend.register_options()
    backend.do_connect(session)
    return backend
