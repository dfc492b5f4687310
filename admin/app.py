"""The web application that people talk to."""

from typing import Final

from flask import Flask
from jinja2 import StrictUndefined

from admin import current
from admin.errors import setup_errors
from admin.formats import setup_formats
from admin.navigation import setup_navigation
from admin.pages import blueprints
from admin.security.headers import setup_headers, style_nonce
from admin.security.rights import may
from admin.security.visits import setup_visits
from admin.settings import Settings
from admin.static_files import setup_static_files
from admin.translating import setup_languages
from engine.service.evidence import MAX_BYTES
from engine.service.office import Office
from webhooks.calls import setup_calls

#: An evidence file with the form around it.
LARGEST: Final = MAX_BYTES + 1024 * 1024
#: A set of 20,000 lines in a form, beside its other fields.
_LARGEST_FORM: Final = 4 * 1024 * 1024


def create_app(office: Office, settings: Settings | None = None) -> Flask:
    """The application over an open book of record."""
    chosen = settings or Settings()
    app = Flask(__name__)
    app.extensions[current.OFFICE] = office
    _setup_requests(app, chosen)
    setup_errors(app)
    setup_languages(app)
    _setup_templates(app, chosen)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    setup_headers(app, secure=chosen.secure)
    setup_visits(app, secure=chosen.secure)
    return app


def _setup_requests(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST,
        MAX_FORM_MEMORY_SIZE=_LARGEST_FORM,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]

    setup_calls(app, lambda identity: identity.hex)


def _setup_templates(app: Flask, settings: Settings) -> None:
    # A name that is misspelt in a template is an error, and not an empty place on the page.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    setup_formats(app)
    setup_navigation(app)
    setup_static_files(app)

    @app.context_processor
    def known() -> dict[str, object]:
        return {
            "visit": current.visit(),
            "language": current.language(),
            "may": may,
            "agency": settings.name,
            "style_nonce": style_nonce,
        }
