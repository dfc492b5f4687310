"""What hypothesis draws for webhooks: ids, keys, headers and bodies, good and hostile ones."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from webhooks.signing import parse_key

NOW = 1_614_265_330
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
#: The secret of the published test suites.
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_WHSEC = "whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0LW9sZC0xMjM0NTY="
WHSK = "whsk_" + "A" * 43 + "="
KEY, OTHER_KEY, PAIR = parse_key(WHSEC), parse_key(OTHER_WHSEC), parse_key(WHSK)

IDS = st.text("ABCXYZabcxyz0123456789_-:", min_size=1, max_size=256)
BODIES = st.binary(max_size=500)


def fixed(examples: int) -> settings:
    """So many examples, the same ones in every run."""
    return settings(max_examples=examples, derandomize=True, database=None, deadline=None)
