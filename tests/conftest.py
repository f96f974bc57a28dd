from hypothesis import HealthCheck, settings

pytest_plugins = ["fixtures.plugin", "tests.layout_judge", "tests.scribe_plays"]

# The same examples each time, so that red means a change; and untimed, for a busy machine is no fault of the code.
settings.register_profile(
    "steady", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
