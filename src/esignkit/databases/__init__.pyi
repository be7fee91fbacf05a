from esignkit.databases.database import Database as Database
from esignkit.databases.opening import open_database as open_database
from esignkit.databases.postgres import PostgresDatabase as PostgresDatabase
from esignkit.databases.schema import Schema as Schema
from esignkit.databases.sqlite import SQLiteDatabase as SQLiteDatabase
from esignkit.databases.transaction import Cursor as Cursor
from esignkit.databases.transaction import Transaction as Transaction
