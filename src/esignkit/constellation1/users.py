"""Users, and the landing URL."""

from __future__ import annotations

from esignkit.constellation1.checks import check_model, check_user
from esignkit.constellation1.enums import UserStatus
from esignkit.constellation1.models.users import User, UserResponse
from esignkit.constellation1.operation import Operation, Resource
from esignkit.constellation1.response_readers import ReadAuthenticated, ReadText, ReadUser, ReadUserChange
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.types import CallOptions, Secret

__all__ = ["Users"]


class Users(Resource[Mode]):
    """Users of the service.

    A password is never sent as it is: `tokens.encrypt(password, salt=…)` gives what the calls take, and the same
    salt goes with it.
    """

    @property
    def plan(self) -> Users[Plan]:
        """The same calls as values, not carried out."""
        return Users(PLANNER)

    @endpoint
    def landing_url(self, *, options: CallOptions | None = None) -> Operation[Secret]:
        """Get the base of autologin URLs; `autologin_url` makes one of it.

        Returns:
            The URL.

        Raises:
            AuthenticationError: The token was refused.

        HTTP: `GET /v1/landingurl`
        Source: Constellation1's REST documentation, GetLandingURL.
        """
        return Operation(
            "users.landing_url", "GET", "/v1/landingurl", ReadText(), hide=("returnValue",), options=options
        )

    @endpoint
    def authenticate(
        self, username: str, encrypted_password: str | Secret, *, salt: str | Secret, options: CallOptions | None = None
    ) -> Operation[User]:
        """Check a user's password. It goes into the `Authorization` header, behind the client's token and a colon.

        Args:
            username: User name (e-mail address).
            encrypted_password: The password, as `tokens.encrypt` gave it.
            salt: The salt it was encrypted with.

        Returns:
            The user.

        Raises:
            AuthenticationError: The password or the token was refused.
            NotFoundError: There is no such user.

        HTTP: `GET /v1/authenticateuser/{userName}/{salt}`
        Source: Constellation1's REST documentation, AuthenticateUser.
        """
        return Operation(
            "users.authenticate",
            "GET",
            "/v1/authenticateuser/{userName}/{salt}",
            ReadAuthenticated(),
            {"userName": username, "salt": Secret(salt)},
            headers={"authorization": Secret(encrypted_password)},
            options=options,
        )

    @endpoint
    def create(self, user: User, *, salt: str | Secret, options: CallOptions | None = None) -> Operation[UserResponse]:
        """Create a user. E-mail addresses are unique: look with `get_by_username` first.

        Args:
            user: The user; `first_name`, `last_name`, `username` and `password`, the encrypted one, are required.
            salt: The salt that `user.password` is encrypted with.

        Returns:
            The response; `user` is the new user, where the service sends it.

        Raises:
            ValueError: One of the required members is missing; nothing was sent.
            OutcomeUnknownError: The user may exist; look with `get_by_username`.

        HTTP: `POST /v1/users`
        Source: Constellation1's REST documentation, CreateUser.
        """
        check_model(user, User, "user")
        check_user(user)
        return Operation(
            "users.create",
            "POST",
            "/v1/users",
            ReadUserChange(),
            body=Json({"salt": Secret(salt), "user": user}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "users.get_by_username(username) finds it", ask="esignkit.constellation1.reconciliation:user_created"
            ),
            options=options,
        )

    @endpoint
    def get(self, user_id: str, *, options: CallOptions | None = None) -> Operation[User]:
        """Retrieve one user by id.

        Args:
            user_id: The user's `system_user_id`.

        Returns:
            The user.

        Raises:
            NotFoundError: There is no such user.

        HTTP: `GET /v1/users/{id}`
        Source: Constellation1's REST documentation, GetUserById.
        """
        return Operation("users.get", "GET", "/v1/users/{id}", ReadUser(), {"id": user_id}, options=options)

    @endpoint
    def get_by_username(self, username: str, *, options: CallOptions | None = None) -> Operation[User]:
        """Retrieve one user by e-mail address.

        Args:
            username: User name (e-mail address).

        Returns:
            The user.

        Raises:
            NotFoundError: There is no such user.

        HTTP: `GET /v1/users`
        Source: Constellation1's REST documentation, GetUserByUsername.
        """
        return Operation(
            "users.get_by_username", "GET", "/v1/users", ReadUser(), query={"username": username}, options=options
        )

    @endpoint
    def update(self, user: User, *, salt: str | Secret, options: CallOptions | None = None) -> Operation[UserResponse]:
        """Change a user; only what is set is sent.

        With `system_user_id` and `username` both set, the call may be a renaming, and is not repeated when its
        response is lost.

        Args:
            user: What to change, with `system_user_id` or `username` to say whose.
            salt: The salt that `user.password` is encrypted with; the service wants one in any case.

        Returns:
            The response; `user` is the changed user, where the service sends it.

        Raises:
            ValueError: Neither `system_user_id` nor `username` is set; nothing was sent.
            NotFoundError: There is no such user.
            OutcomeUnknownError: It may have been renamed; look with `get`.

        HTTP: `PUT /v1/users`
        Source: Constellation1's REST documentation, UpdateUser.
        """
        check_model(user, User, "user")
        by_id = bool(getattr(user, "system_user_id", None))
        if not by_id and not user.username:
            msg = "user: set system_user_id or username, which say who is changed"
            raise ValueError(msg)
        return Operation(
            "users.update",
            "PUT",
            "/v1/users",
            ReadUserChange(),
            body=Json({"salt": Secret(salt), "user": user}),
            repeat=Repeat.NEVER if by_id and user.username else Repeat.IDEMPOTENT,
            if_lost=Reconcile("users.get_by_username(…) with the new name finds a renamed user"),
            options=options,
        )

    @endpoint
    def update_by_username(
        self, old_username: str, user: User, *, salt: str | Secret, options: CallOptions | None = None
    ) -> Operation[UserResponse]:
        """Change a user, the user name included; only what is set is sent.

        A call that renames is not repeated when its response is lost.

        Args:
            old_username: The user name (e-mail address) until now.
            user: What to change; `username` is the new one.
            salt: The salt that `user.password` is encrypted with; the service wants one in any case.

        Returns:
            The response; `user` is the changed user, where the service sends it.

        Raises:
            NotFoundError: There is no such user.
            OutcomeUnknownError: It may have been renamed; look with `get_by_username`.

        HTTP: `PUT /v1/users/updateByUsername`
        Source: Constellation1's REST documentation, UpdateUserByUsername.
        """
        check_model(user, User, "user")
        return Operation(
            "users.update_by_username",
            "PUT",
            "/v1/users/updateByUsername",
            ReadUserChange(),
            body=Json({"salt": Secret(salt), "oldUsername": old_username, "user": user}),
            repeat=Repeat.IDEMPOTENT if user.username in (None, old_username) else Repeat.NEVER,
            if_lost=Reconcile("users.get_by_username(…) with the new name finds a renamed user"),
            options=options,
        )

    @endpoint
    def provision(
        self,
        system_user_id: str,
        user_status: UserStatus | int,
        *,
        salt: str | Secret,
        options: CallOptions | None = None,
    ) -> Operation[UserResponse]:
        """Let a user sign in, or no longer.

        Args:
            system_user_id: The user.
            user_status: `UserStatus.ACTIVE` or `UserStatus.INACTIVE`.
            salt: A salt; the service wants one in any case.

        Returns:
            The response; `user` is the changed user, where the service sends it.

        Raises:
            TypeError: `user_status` is none; nothing was sent.
            NotFoundError: There is no such user.
            ApiError: The status could not be changed.

        HTTP: `PUT /v1/users/provisionUser`
        Source: Constellation1's REST documentation, ProvisionUser.
        """
        body = {"salt": Secret(salt), "systemUserId": system_user_id, "userStatus": _status(user_status)}
        return Operation(
            "users.provision",
            "PUT",
            "/v1/users/provisionUser",
            ReadUserChange(),
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )


def _status(value: object) -> UserStatus:
    """Return the status that was meant: a number, or one by its name."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        status = UserStatus(value)
        if isinstance(value, int) or status.is_known:
            return status
    msg = f"user_status is {value!r}; give UserStatus.ACTIVE or UserStatus.INACTIVE"
    raise TypeError(msg)
