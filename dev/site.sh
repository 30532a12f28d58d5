#!/usr/bin/env bash
# A WordPress with WooCommerce and Waybill on loopback, with a MariaDB of its own, under .local/sites/NAME:
#
#   dev/site.sh up NAME [--storage hpos|posts] [--activate] [--plugin link|none] [--cron] [--port N] [--workers N] [--mariadbd OPTIONS] [--without-extension]
#   dev/site.sh down NAME       ends its processes; the data stays
#   dev/site.sh destroy NAME    and removes it
#   dev/site.sh env NAME        prints its site.env
#   dev/site.sh php NAME …      runs PHP as the site does, with the extension
#
# `up` on a site that is there starts what is not running. It sources nothing from the web but through wordpress.sh and woocommerce.sh.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

command=${1:?see the head of this file}
name=${2:?the name of a site}
shift 2
site=$LOCAL/sites/$name
run=$site/run
log=$site/log
socket=$run/mariadb.sock

storage=hpos plugin=link activate=no cron=no port='' workers=6 mariadbd=() extension=yes

options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --storage) storage=$2 && shift ;;
            --plugin) plugin=$2 && shift ;;
            --port) port=$2 && shift ;;
            --workers) workers=$2 && shift ;;
            --mariadbd) read -ra mariadbd <<<"$2" && shift ;;
            --activate) activate=yes ;;
            --cron) cron=yes ;;
            --without-extension) extension=no ;;
            *) die "site.sh: unknown option $1" ;;
        esac
        shift
    done
}

# PHP with the extension, and without the system's time limits.
php_cli() {
    local with=()
    [ "$extension" = no ] || with=(-d "extension=$EXTENSION")
    "php$PHP_VERSION" "${with[@]}" -d memory_limit=512M -d sendmail_path=/bin/true "$@"
}

# A socket's path has little room (108 bytes): it lies where the path is short, and is found through a link.
short_run() {
    [ -d "$run/" ] && return
    mkdir -p "$site"
    ln -sfn "$(mktemp -d "/tmp/waybill-$name.XXXXXX")" "$run"
}

start_mariadb() {
    alive "$run/mariadb.pid" && return
    local user
    user=$(id -un)
    if [ ! -d "$site/mariadb/mysql" ]; then
        mariadb-install-db --no-defaults --user="$user" --datadir="$site/mariadb" --auth-root-authentication-method=normal --skip-test-db >"$log/mariadb-install.log" 2>&1
    fi
    # As a server would run, but for the wait for the disk at every commit.
    mariadbd --no-defaults --user="$user" --datadir="$site/mariadb" --socket="$socket" --pid-file="$run/mariadb.pid" --tmpdir="$run" --skip-networking \
        --innodb-flush-log-at-trx-commit=2 --innodb-buffer-pool-size=256M --log-error="$log/mariadb.log" "${mariadbd[@]}" >/dev/null 2>&1 &
    wait_for 60 mariadb-admin --no-defaults --socket="$socket" --user=root ping || die "MariaDB did not start: see $log/mariadb.log"
    mariadb --no-defaults --socket="$socket" --user=root --execute='CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4'
}

put_wordpress() {
    [ -f "$site/wordpress/wp-load.php" ] && return
    local wordpress woocommerce
    wordpress=$("${ROOT}/dev/wordpress.sh")
    woocommerce=$("$ROOT/dev/woocommerce.sh")
    cp -r --reflink=auto "$wordpress" "$site/wordpress"
    rm -rf "$site/wordpress/wp-content/plugins/woocommerce"
    mkdir -p "$site/wordpress/wp-content/plugins" "$site/wordpress/wp-content/uploads"
    if [ "$woocommerce" = "$ROOT/php-tests/woocommerce-stand-in" ]; then
        # The project's own: linked, so that a change is seen at once.
        ln -s "$woocommerce" "$site/wordpress/wp-content/plugins/woocommerce"
    else
        cp -r --reflink=auto "$woocommerce" "$site/wordpress/wp-content/plugins/woocommerce"
    fi
    [ "$plugin" = none ] || ln -s "$ROOT/plugin" "$site/wordpress/wp-content/plugins/waybill"
}

write_config() {
    [ -f "$site/wordpress/wp-config.php" ] && return
    WAYBILL_SITE_LOG=$log WAYBILL_DB_SOCKET=$socket WAYBILL_SITE_URL=http://127.0.0.1:$port php_cli "$ROOT/dev/php/config.php" >"$site/wordpress/wp-config.php"
}

write_env() {
    {
        echo "export WAYBILL_SITE_URL=http://127.0.0.1:$port"
        echo "export WAYBILL_SITE_PATH='$site/wordpress'"
        echo "export WAYBILL_SITE_LOG='$log'"
        echo "export WAYBILL_DB_SOCKET='$socket'"
        echo "export WAYBILL_ADMIN_USER=admin"
        echo "export WAYBILL_ADMIN_PASSWORD=waybill"
        echo "export WAYBILL_EXTENSION='$EXTENSION'"
    } >"$site/site.env"
}

install_site() {
    [ -f "$site/installed" ] && return
    # shellcheck source=/dev/null
    . "$site/site.env"
    local step
    # Each in a process of its own, as each wp-admin request would be.
    for step in install activate-woocommerce shop; do
        WAYBILL_STORAGE=$storage php_cli "$ROOT/dev/php/$step.php" >>"$log/install.log" 2>&1 || die "$step failed: see $log/install.log"
    done
    touch "$site/installed"
}

activate_waybill() {
    # shellcheck source=/dev/null
    . "$site/site.env"
    php_cli "$ROOT/dev/php/activate-waybill.php" >>"$log/install.log" 2>&1 || die "Waybill could not be activated: see $log/install.log"
}

start_fpm() {
    alive "$run/fpm.pid" && return
    local with=() root=()
    [ "$extension" = no ] || with=(-d "extension=$EXTENSION")
    [ "$(id -u)" != 0 ] || root=(--allow-to-run-as-root)
    cat >"$run/fpm.conf" <<CONF
[global]
pid = $run/fpm.pid
error_log = $log/fpm.log
daemonize = yes
; A reload lets its workers finish.
process_control_timeout = 30s
[www]
$([ "$(id -u)" != 0 ] || printf 'user = root\ngroup = root\n')
listen = $run/fpm.sock
pm = static
pm.max_children = $workers
catch_workers_output = yes
php_admin_value[memory_limit] = 256M
php_admin_value[sendmail_path] = /bin/true
php_admin_value[upload_max_filesize] = 64M
php_admin_value[post_max_size] = 64M
php_admin_value[error_log] = $log/php.log
CONF
    "php-fpm$PHP_VERSION" "${root[@]}" "${with[@]}" --fpm-config "$run/fpm.conf" 2>>"$log/fpm.log" || die "PHP-FPM did not start: see $log/fpm.log"
}

start_nginx() {
    alive "$run/nginx.pid" && return
    ! port_taken "$port" || die "Port $port is taken by another program; choose another with --port"
    mkdir -p "$run/tmp"
    sed -e "s#@RUN@#$run#g" -e "s#@LOG@#$log#g" -e "s#@PORT@#$port#g" -e "s#@ROOT@#$site/wordpress#g" \
        -e "s#@USER@#$([ "$(id -u)" != 0 ] || echo 'user root;')#" "$ROOT/dev/nginx.conf" >"$run/nginx.conf"
    nginx -c "$run/nginx.conf" -e "$log/nginx.log"
}

# WordPress runs its cron from page views; here nobody may come for minutes.
start_cron() {
    [ "$cron" = yes ] && ! alive "$run/cron.pid" || return 0
    (
        exec >/dev/null 2>&1 </dev/null
        while :; do
            curl --silent --max-time 60 "http://127.0.0.1:$port/wp-cron.php"
            sleep 10
        done
    ) &
    echo $! >"$run/cron.pid"
}

up() {
    mkdir -p "$log"
    short_run
    mkdir -p "$run/"
    if [ -f "$site/site.env" ]; then
        # shellcheck source=/dev/null
        port=$(. "$site/site.env" && echo "${WAYBILL_SITE_URL##*:}")
    fi
    port=${port:-$(free_port "${WAYBILL_FIRST_PORT:-8280}")}
    start_mariadb
    put_wordpress
    write_config
    write_env
    install_site
    [ "$plugin" = none ] || "$ROOT/dev/languages.sh" compile "$ROOT/plugin/languages"
    [ "$activate" = no ] || activate_waybill
    start_fpm
    start_nginx
    start_cron
}

down() {
    local process
    for process in cron nginx fpm mariadb; do end "$run/$process.pid"; done
    [ ! -L "$run" ] || rm -rf "$(readlink "$run")"
    rm -f "$run"
}

case $command in
    up)
        options "$@"
        up
        ;;
    down) down ;;
    destroy)
        down
        rm -rf "$site"
        ;;
    env) cat "$site/site.env" ;;
    php)
        # shellcheck source=/dev/null
        . "$site/site.env"
        php_cli "$@"
        ;;
    *) die "site.sh: unknown command $command" ;;
esac
