"""What Zappa imports: the phone, wired to this process's settings and to DynamoDB."""

from ivr import signing_secrets
from ivr.announcing import languages
from ivr.app import create_app
from ivr.dynamodb import table
from waittimes import logs
from waittimes.deadline import Deadline
from waittimes.settings import loading

logs.configure()
_settings = loading.current(languages.vocabulary())
app = create_app(_settings, table.opened(loading.process_environment(), _settings.table))
# Lambda is still loading: what is asked for now costs no caller any time.
signing_secrets.prepare(_settings, Deadline.in_seconds(signing_secrets.PREPARING_SECONDS))
