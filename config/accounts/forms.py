"""This form of allauth cleans what is pasted into it of signs that nobody sees."""

from allauth.account.forms import LoginForm

from base.lines import one_line


class SignInForm(LoginForm):  # type: ignore[misc]
    def clean_login(self) -> str:
        return one_line(super().clean_login())
