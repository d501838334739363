"""A second try for tests marked `raced`: what hundreds do at once races the test's own hands on a busy machine.

A fault of the product goes wrong twice. The first failure is printed whatever comes of the second try.
"""

from __future__ import annotations

import sys

import pytest
from _pytest.runner import runtestprotocol


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a marked test, and once more from its fixtures on where it failed."""
    if item.get_closest_marker("raced") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    failed = [report for report in reports if report.failed]
    if failed and isinstance(item, pytest.Function):
        sys.stderr.write(f"\nfirst try of {item.nodeid}:\n{failed[0].longreprtext[-1500:]}\n")
        item._initrequest()  # pytest's own way to fresh fixtures, as pytest-rerunfailures takes it
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
