"""Commands that run: the server with everything in it, and the sender of messages by itself."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cli.opening import leave, with_office

if TYPE_CHECKING:
    from engine.service.office import Office
    from webhooks.deliver import Deliverer

_LOG = logging.getLogger("chamdiem")
#: Seconds.
_DAY = 24 * 3600.0

_INTRANET = click.option(
    "--allow-network",
    "networks",
    multiple=True,
    metavar="CIDR",
    help="Mạng nội bộ được phép nhận tin, ví dụ 10.1.2.0/24 (dùng được nhiều lần); mặc định chỉ gửi ra Internet.",
)
_PLAIN = click.option(
    "--allow-http", is_flag=True, help="Trong các mạng nội bộ đó được gửi bằng HTTP không mã hóa."
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Cổng lắng nghe; 0: một cổng còn trống.",
)
@click.option(
    "--deliver/--no-deliver", "delivers", default=True, help="Có gửi tin cho bên đăng ký hay không."
)
@click.option(
    "--trusted-proxy", metavar="IP", help="Máy đứng trước (proxy) được tin về địa chỉ của người gửi."
)
@click.option(
    "--agency",
    default="Sở Nội vụ",
    show_default=True,
    envvar="CHAMDIEM_AGENCY",
    help="Tên cơ quan ở đầu mỗi trang.",
)
@click.option("--hostname", "hosts", multiple=True, help="Chỉ trả lời dưới tên này (dùng được nhiều lần).")
@click.option(
    "--plain-http",
    is_flag=True,
    help="Người dùng vào bằng HTTP không mã hóa, không qua proxy: cookie không bị giữ lại cho HTTPS.",
)
@_INTRANET
@_PLAIN
@with_office
def serve(  # noqa: PLR0913  (each is an option of the command)
    office: "Office",
    host: str,
    port: int,
    trusted_proxy: str | None,
    agency: str,
    hosts: tuple[str, ...],
    networks: tuple[str, ...],
    *,
    delivers: bool,
    allow_http: bool,
    plain_http: bool,
) -> None:
    """Chạy máy chủ: trang làm việc, nhận sự kiện, chấm điểm, gửi tin; dữ liệu nằm trong thư mục --home."""
    from admin.serving import LARGEST_REQUEST, whole_app
    from admin.settings import Settings
    from webhooks.serving import behind, make_server, run_until_told

    _log()
    deliverer = _deliverer(office, networks, allow_http=allow_http)
    secure = not (plain_http or (_is_this_machine(host) and trusted_proxy is None))
    app = whole_app(office, Settings(secure=secure, hosts=hosts, name=agency))
    try:
        server = make_server(app, host, port, max_request_body_size=LARGEST_REQUEST, **behind(trusted_proxy))
    except OSError as error:
        leave(f"Không lắng nghe được ở {host}:{port} / cannot listen there: {error}")
    with _delivering(deliverer if delivers else None), _housekeeping(office):
        click.echo(f"ChấmĐiểm: http://{host}:{server.effective_port}/ (Ctrl+C để dừng)")
        if secure and trusted_proxy is None:
            click.echo(
                "  Đăng nhập cần HTTPS ở phía trước (--trusted-proxy); không có thì thêm --plain-http."
            )
        run_until_told(server)


def _is_this_machine(host: str) -> bool:
    """Whether only this machine can reach it: nobody stands between the browser and the server."""
    return host in ("localhost", "::1") or host.startswith("127.")


@click.command()
@_INTRANET
@_PLAIN
@click.option("--once", is_flag=True, help="Gửi những gì đã đến hạn rồi dừng.")
@with_office
def deliver(office: "Office", networks: tuple[str, ...], *, allow_http: bool, once: bool) -> None:
    """Gửi các tin đang chờ cho bên đăng ký, không kèm máy chủ; nhiều tiến trình cùng chạy được."""
    _log()
    deliverer = _deliverer(office, networks, allow_http=allow_http)
    if once:
        count = 0
        while sent := deliverer.run_once():
            count += sent
        click.echo(f"{count} tin đã gửi đi")
        return
    with _delivering(deliverer):
        signal.signal(signal.SIGTERM, _end)
        click.echo("ChấmĐiểm: đang gửi tin (Ctrl+C để dừng)")
        try:
            threading.Event().wait()
        except (KeyboardInterrupt, SystemExit):
            return


def _deliverer(office: "Office", networks: tuple[str, ...], *, allow_http: bool) -> "Deliverer":
    from webhooks.deliver import Deliverer
    from webhooks.guard import AddressGuard

    try:
        guard = AddressGuard(networks, allow_http)
    except ValueError as error:
        raise click.UsageError(f"--allow-network: {error}") from None
    return Deliverer(office.database, office.vault, guard)


@contextmanager
def _delivering(deliverer: "Deliverer | None") -> Iterator[None]:
    """A thread that sends until the block ends; what is on its way by then is waited for."""
    if deliverer is None:
        yield
        return
    with _beside("deliver", deliverer.run):
        yield


@contextmanager
def _housekeeping(office: "Office") -> Iterator[None]:
    """A thread that removes once a day what is kept for a time only, until the block ends."""

    def run(stop: threading.Event) -> None:
        from engine.service.evidence import sweep_orphans
        from engine.service.retention import expire

        while not stop.wait(_DAY):
            try:
                expired, orphans = expire(office, "chamdiem"), sweep_orphans(office)
            except Exception:  # noqa: BLE001  (logged; the server goes on serving)
                _LOG.exception("housekeeping failed; it is tried again tomorrow")
            else:
                _LOG.info("housekeeping: %s, %s files that no row names", expired, orphans)

    with _beside("housekeeping", run):
        yield


@contextmanager
def _beside(name: str, run: Callable[[threading.Event], None]) -> Iterator[None]:
    """Work in a thread of its own, which is told to stop and waited for at the end of the block."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _end(_signal: int, _frame: Any) -> NoReturn:
    raise SystemExit(0)


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
