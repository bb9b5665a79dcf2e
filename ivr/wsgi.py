"""The module that Zappa imports: the Flask app, wired to this process's settings and its table."""

from ivr import freezing, signing_secrets
from ivr.announcing import languages
from ivr.app import create_app
from ivr.dynamodb import table
from waittimes import logs
from waittimes.deadline import Deadline
from waittimes.settings import loading

logs.configure()
_settings = loading.current(languages.vocabulary())
_environ = loading.process_environment()
app = create_app(_settings, table.open_table(_environ, _settings.table))
# Read before the first webhook, whose deadline would otherwise have to cover it.
freezing.when_it_runs(
    lambda: signing_secrets.prepare(_settings, Deadline.in_seconds(signing_secrets.PREPARING_SECONDS)), _environ
)
