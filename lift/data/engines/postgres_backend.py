"""Ibis's backend of PostgreSQL with what the queries rely on: halves rounded away from zero, bits of a word counted."""

from typing import Any

import sqlglot.expressions as sge
from ibis.backends.postgres import Backend
from ibis.backends.sql.compilers.postgres import PostgresCompiler


class ExactCompiler(PostgresCompiler):
    """Where PostgreSQL has no function under the name that other engines have, or another one."""

    def visit_ScalarUDF(self, op: Any, **arguments: Any) -> Any:  # noqa: N802 - Ibis's name
        """Translate `round` (PostgreSQL's own takes halves to even) and `bit_count` (its own takes no whole number)."""
        name, [argument] = op.__func_name__, arguments.values()
        if name == "round":
            whole = self.f.trunc(argument)
            half = sge.GTE(this=self.f.abs(argument - whole), expression=sge.convert(0.5))
            return whole + sge.If(this=half, true=self.f.sign(argument), false=sge.convert(0.0))
        if name == "bit_count":
            return self.f.length(self.f.replace(sge.cast(sge.cast(argument, "bit(64)"), "text"), "0", ""))
        return super().visit_ScalarUDF(op, **arguments)


class ExactBackend(Backend):
    """The same queries."""

    compiler = ExactCompiler()
