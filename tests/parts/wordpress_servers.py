"""The two ways to serve a WordPress: PHP's own web server, and php-fpm behind nginx as hosts do."""

import atexit
import contextlib
import os
import shutil
import signal
import tempfile
from functools import cache
from pathlib import Path
from typing import Protocol

from tests.parts.memory import quick_place
from tests.parts.processes import Server, children, listening, program

_PHP = Path(__file__).parent / "php"
_FPM = """
[global]
daemonize = no
error_log = {folder}/fpm.log
[www]
listen = {folder}/fpm.sock
{user}
pm = static
pm.max_children = {workers}
catch_workers_output = yes
"""
# Debian's own fastcgi_params drop the port from the Host header, and WordPress then redirects for ever.
_NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_max_body_size 64m;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/fastcgi;
    proxy_temp_path {folder}/proxy;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        index index.php;
        location / {{ try_files $uri $uri/ /index.php?$args; }}
        location ~ \\.php$ {{
            try_files $uri =404;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_param SCRIPT_NAME $fastcgi_script_name;
            fastcgi_param DOCUMENT_ROOT $document_root;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param SERVER_NAME $server_name;
            fastcgi_param SERVER_PORT $server_port;
            fastcgi_param REMOTE_ADDR $remote_addr;
            fastcgi_param REDIRECT_STATUS 200;
            fastcgi_pass unix:{folder}/fpm.sock;
            fastcgi_read_timeout 60;
        }}
    }}
}}
"""


@cache
def compiled_once() -> list[str]:
    """Words with which any PHP that this process starts reads what another one compiled, and sees changes at once."""
    # Compiling WordPress takes most of the time of a first page and of a command.
    folder = tempfile.mkdtemp(prefix="filon-php-", dir=quick_place())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return ["-d", f"opcache.file_cache={folder}", "-d", "opcache.revalidate_freq=0"]


class Serving(Protocol):
    """What serves a WordPress: ended politely, or at once as a power cut would."""

    def stop(self) -> None: ...

    def kill(self) -> None: ...


class BuiltIn:
    """`php -S`: it cannot send the answer before the script ends, like many cheap hosts."""

    def __init__(self, root: Path, folder: Path, port: int, workers: int = 4) -> None:
        argv = [program("php", "php"), *compiled_once(), "-S", f"127.0.0.1:{port}", "-t", str(root)]
        argv.append(str(_PHP / "router.php"))
        # With a single worker a loopback request (WP-Cron) would stall the page that makes it.
        self._server = Server(
            argv,
            log=folder / "php.log",
            ready=lambda: listening(port),
            env={"PHP_CLI_SERVER_WORKERS": str(workers)},
            cwd=root,
            orphans=True,
        )

    def stop(self) -> None:
        self._server.stop()

    def kill(self) -> None:
        self._server.kill()


class FpmBehindNginx:
    """php-fpm with opcache behind nginx: fastcgi_finish_request() exists and works."""

    def __init__(self, root: Path, folder: Path, port: int, workers: int = 4) -> None:
        is_root = os.geteuid() == 0
        pool = folder / "fpm.conf"
        owner = "user = root\ngroup = root" if is_root else ""
        pool.write_text(_FPM.format(folder=folder, workers=workers, user=owner))
        sites = folder / "nginx.conf"
        sites.write_text(
            _NGINX.format(folder=folder, root=root, port=port, user="user root;" if is_root else "")
        )
        fpm = program("php-fpm", "php", "/usr/sbin/php-fpm[0-9]*")
        socket = folder / "fpm.sock"
        # A killed php-fpm leaves its socket behind.
        socket.unlink(missing_ok=True)
        self._fpm = Server(
            [fpm, *compiled_once(), "-F", "-y", str(pool), *(["-R"] if is_root else [])],
            log=folder / "php.log",
            ready=socket.exists,
        )
        try:
            self._nginx = Server(
                [program("nginx", "nginx", "/usr/sbin/nginx"), "-c", str(sites)],
                log=folder / "nginx.out",
                ready=lambda: listening(port),
            )
        except BaseException:
            self._fpm.kill()
            raise

    def stop(self) -> None:
        self._nginx.stop()
        self._fpm.stop()

    def kill(self) -> None:
        self._nginx.kill()
        self._fpm.kill()

    def kill_workers(self) -> None:
        """End every process that runs PHP at once; php-fpm makes new ones, nginx answers 502 for theirs."""
        for worker in children(self._fpm.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
