from esignkit.core.auth.base import Auth as Auth
from esignkit.core.auth.base import Authorization as Authorization
from esignkit.core.auth.missing import NoCredential as NoCredential
from esignkit.core.auth.static import StaticHeader as StaticHeader
from esignkit.core.auth.token import RenewableToken as RenewableToken
from esignkit.core.auth.token import Token as Token
