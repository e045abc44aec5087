"""The fixtures stand in `tests/fixtures.py`, for the core's tests and those inside plugins alike."""

pytest_plugins = ("tests.fixtures",)
