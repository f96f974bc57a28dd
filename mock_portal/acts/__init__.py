"""How each scenario of the catalogue is played, by the part of the portal that it concerns.

To add one: an entry in :data:`mock_portal.scenarios.SCENARIOS`, and an act here. Most acts are a few lines::

    @act("password-refused", login.log_in)
    async def password_refused(visit: Visit, go_on: View) -> Response:
        visit.form["password"] = security.new_token()
        return await go_on(visit)
"""

from mock_portal.acts import affiliation, challenge, cookies, drift, everywhere, faults, invitation, login, mails

__all__ = ["affiliation", "challenge", "cookies", "drift", "everywhere", "faults", "invitation", "login", "mails"]
