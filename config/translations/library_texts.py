"""Texts of the libraries that speak to people stand here so that our catalogue can say them as we do."""

from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy

# allauth: fields and their errors
gettext_noop("Forgot your password?")
gettext_noop("New Password (again)")
gettext_noop("The email address and/or password you specified are not correct.")
gettext_noop("Too many failed login attempts. Try again later.")
gettext_noop("Incorrect code.")
gettext_noop("Incorrect password.")
gettext_noop("Please type your current password.")
gettext_noop("You must type the same password each time.")
gettext_noop("A user is already registered with this email address.")
gettext_noop("This email address is already associated with this account.")

# allauth: a forgotten password
gettext_noop("Password Reset")
gettext_noop(
    "Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."
)
gettext_noop("Reset My Password")
gettext_noop("Please contact us if you have any trouble resetting your password.")
gettext_noop("You are already logged in as %(user_display)s.")
gettext_noop("Enter Password Reset Code")
gettext_noop("Your password is now changed.")

# allauth: the code, and another address
gettext_noop("Email Verification")
gettext_noop("Enter Email Verification Code")
gettext_noop("We've sent a code to %(recipient)s. The code expires shortly, so please enter it soon.")
gettext_noop("Changing to")
gettext_noop("Your email address is still pending verification.")
gettext_noop("Re-send Verification")

# allauth: a closed account, once more the password, and out
gettext_noop("This account is inactive.")
gettext_noop("Confirm Access")
gettext_noop("Please reauthenticate to safeguard your account.")
gettext_noop("Enter your password:")
gettext_noop("Sign Out")
gettext_noop("Are you sure you want to sign out?")

# allauth: the second factor
gettext_noop("Authenticator code")
gettext_noop("Code")
gettext_noop("Master key")
gettext_noop("Passwordless")
gettext_noop("TOTP Authenticator")
gettext_noop("WebAuthn")
gettext_noop(
    "Enabling passwordless operation allows you to sign in using just this key, but imposes "
    "additional requirements such as biometrics or PIN protection."
)
gettext_noop("Alternative options")
gettext_noop("Use your password")
gettext_noop("Use a security key")
gettext_noop("Use authenticator app or code")
gettext_noop("Authenticator app activated.")
gettext_noop("Authenticator app deactivated.")
gettext_noop("A new set of recovery codes has been generated.")
gettext_noop("Security key added.")
gettext_noop("Security key removed.")

# allauth: what has just happened
gettext_noop("Successfully signed in as %(name)s.")
gettext_noop("You have signed out.")
gettext_noop("Password successfully changed.")
gettext_noop("Confirmation email sent to %(email)s.")
gettext_noop("You have confirmed %(email)s.")
gettext_noop("Unable to confirm %(email)s because it is already confirmed by a different account.")
gettext_noop("Removed email address %(email)s.")
gettext_noop("You cannot remove your primary email address (%(email)s).")

# allauth: mails
gettext_noop("Please Confirm Your Email Address")
gettext_noop("Your email verification code is listed below. Please enter it in your open browser window.")
gettext_noop("Password Reset Code")
gettext_noop("Your password reset code is listed below. Please enter it in your open browser window.")
gettext_noop("This mail can be safely ignored if you did not initiate this action.")
gettext_noop("Account Already Exists")
gettext_noop(
    "You are receiving this email because you or someone else tried to signup for an\n"
    "account using email address:\n\n"
    "%(email)s\n\n"
    "However, an account using that email address already exists.  In case you have\n"
    "forgotten about this, please use the password forgotten procedure to recover\n"
    "your account:\n\n"
    "%(password_reset_url)s"
)
gettext_noop("Unknown Account")
gettext_noop(
    "You are receiving this email because you, or someone else, tried to access an account with email "
    "%(email)s. However, we do not have any record of such an account in our database."
)
gettext_noop("If it was you, you can sign up for an account using the link below.")

# Django: what a password needs
gettext_noop("Your password can’t be too similar to your other personal information.")
gettext_noop("The password is too similar to the %(verbose_name)s.")
ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
    0,
)
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    0,
)
gettext_noop("Your password can’t be a commonly used password.")
gettext_noop("This password is too common.")
gettext_noop("Your password can’t be entirely numeric.")
gettext_noop("This password is entirely numeric.")

# Django: of an account, as one's own data tell it
gettext_noop("last login")

# Django: what a field needs
gettext_noop("This field is required.")
gettext_noop("Enter a valid email address.")
gettext_noop("Enter a valid date.")
gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
gettext_noop("Select a valid choice. That choice is not one of the available choices.")
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    0,
)

# Dates: Peru writes setiembre.
gettext_noop("September")
pgettext_lazy("alt. month", "September")
