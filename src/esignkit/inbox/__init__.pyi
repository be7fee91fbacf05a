from esignkit.inbox.apps import ASGIApp as ASGIApp
from esignkit.inbox.apps import WSGIApp as WSGIApp
from esignkit.inbox.inbox import AsyncInbox as AsyncInbox
from esignkit.inbox.inbox import Inbox as Inbox
from esignkit.inbox.postgres import PostgresStorage as PostgresStorage
from esignkit.inbox.sqlite import SQLiteStorage as SQLiteStorage
from esignkit.inbox.storage import Storage as Storage
from esignkit.inbox.values import StoredEvent as StoredEvent
