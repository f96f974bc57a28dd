"""A stand-in for the real enrolment portal, with its own mail server: for tests, demonstrations and pictures."""

from mock_portal.clock import Clock
from mock_portal.options import Challenge, Person, PortalOptions
from mock_portal.server import BundledPortal

__all__ = ["BundledPortal", "Challenge", "Clock", "Person", "PortalOptions"]
