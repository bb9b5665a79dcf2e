"""What Zappa imports: the phone, wired to this process's settings and to DynamoDB."""

from ivr import signing_secrets
from ivr.announcing import languages
from ivr.app import create_app
from waittimes import aws, logs
from waittimes.deadline import Deadline
from waittimes.settings import loading
from waittimes.table import DynamoTable

logs.configure()
_settings = loading.current(languages.vocabulary())
_client = aws.client("dynamodb", connect_seconds=0.2, read_seconds=0.3, attempts=1)
app = create_app(_settings, DynamoTable(_client, _settings.table))
# Lambda is still loading: what is asked for now costs no caller any time.
signing_secrets.prepare(_settings, Deadline.in_seconds(signing_secrets.PREPARING_SECONDS))
