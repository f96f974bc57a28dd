import signal

from hypothesis import HealthCheck, settings

# What the second leaves of failed tests, it sees by standing around the fixtures of the first.
pytest_plugins = ["fixtures.plugin", "fixtures.evidence", "tests.layout_judge", "tests.scribe_plays"]

# The same examples each time, so that red means a change; and untimed, for a busy machine is no fault of the code.
settings.register_profile(
    "steady", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# A suite that was started in the background ignores Ctrl-C, and so would the commands that tests stop with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
