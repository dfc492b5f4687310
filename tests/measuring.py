"""Lets ``no_cover`` spare a test being measured in a worker of pytest-xdist too; ``pyproject.toml`` loads it.

A worker gets the options of the main process, so pytest-cov begins to measure there as it would in the main process,
and then a second time as in a worker. The marker stops the second measurement only: the first goes on in its place,
comes to nothing and costs as much.
"""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """End the first measurement before the second one begins."""
    plugin = session.config.pluginmanager.get_plugin("_cov")
    if hasattr(session.config, "workerinput") and plugin is not None and plugin.cov_controller is not None:
        plugin.cov_controller.cov.stop()
