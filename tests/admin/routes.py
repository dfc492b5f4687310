"""Which right each route takes. Whoever adds a route adds its row, and thinks of who may come there."""

from admin.security.rights import Need

NEEDS: dict[str, Need] = {
    "home.healthz": "public",
    "home.help": "public",
    "home.home": "read",
    "people.add": "manage_people",
    "people.change": "manage_people",
    "people.edit": "manage_people",
    "people.end": "manage_people",
    "people.forget_factor": "manage_people",
    "people.listing": "manage_people",
    "people.new": "manage_people",
    "people.new_code": "manage_people",
    "people.second_factor": "manage_people",
    "people.set_state": "manage_people",
    "signing_in.account": "read",
    "signing_in.activated": "public",
    "signing_in.activation": "public",
    "signing_in.carry_on": "visit",
    "signing_in.choose_language": "public",
    "signing_in.end_visit": "read",
    "signing_in.password": "read",
    "signing_in.second_factor": "visit",
    "signing_in.second_factor_given": "visit",
    "signing_in.sign_in": "public",
    "signing_in.sign_out": "visit",
    "signing_in.signed_in": "public",
}
