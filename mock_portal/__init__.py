"""A stand-in for the real enrolment portal, with its own mail server: for tests, demonstrations and pictures."""

from mock_portal.clock import Clock
from mock_portal.options import Challenge, Person, PortalOptions
from mock_portal.playing import Logged
from mock_portal.scenarios import SCENARIOS, Scenario
from mock_portal.server import BundledPortal
from mock_portal.standing import Standing

__all__ = [
    "SCENARIOS",
    "BundledPortal",
    "Challenge",
    "Clock",
    "Logged",
    "Person",
    "PortalOptions",
    "Scenario",
    "Standing",
]
