# shellcheck shell=bash
# Shared by script/start and script/test: where things are built, what the machine must have, a screen of our own.
# Sourced, never run. Asks before it uses sudo, and changes nothing when nothing is missing.
# Names here are read by the scripts that source this one:
# shellcheck disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Build products live outside the checkout, so that a clean clone starts warm and the checkout stays small.
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/steadyline/target}
case $CARGO_TARGET_DIR in
    /*) ;;
    *) CARGO_TARGET_DIR=$PWD/$CARGO_TARGET_DIR ;;
esac
export CARGO_TARGET_DIR

# The build without the window has its own folder: in a shared one the two feature sets would replace each other's binary.
terminal_target=$CARGO_TARGET_DIR/terminal

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Seconds as people say them: "48 s", "3 min 07 s".
duration() {
    if (($1 < 60)); then
        printf '%d s' "$1"
    else
        printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
    fi
}

# ---- Rust -------------------------------------------------------------------------------------------------------

need_rust() {
    if ! command -v cargo >/dev/null && [[ -x $HOME/.cargo/bin/cargo ]]; then
        PATH=$HOME/.cargo/bin:$PATH
    fi
    command -v cargo >/dev/null || fail "Rust is not installed. Install it from https://rustup.rs and run this again."

    local wanted found
    wanted=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' "$root/Cargo.toml")
    found=$(cd "$root" && rustc --version | cut -d ' ' -f 2)
    if [[ $(printf '%s\n' "$wanted" "${found%%-*}" | sort -V | head -n 1) != "$wanted" ]]; then
        fail "Rust $found is too old: Steadyline needs $wanted or newer. Run: rustup update stable"
    fi
}

# rustfmt and clippy are parts of the toolchain, not of the system.
need_rust_tools() {
    local missing=()
    command -v rustfmt >/dev/null && rustfmt --version >/dev/null 2>&1 || missing+=(rustfmt)
    command -v cargo-clippy >/dev/null && cargo-clippy --version >/dev/null 2>&1 || missing+=(clippy)
    ((${#missing[@]})) || return 0
    command -v rustup >/dev/null || fail "These Rust tools are missing: ${missing[*]}. Install them the way Rust was installed."
    say "Adding to the Rust toolchain: ${missing[*]}"
    (cd "$root" && rustup component add "${missing[@]}")
}

# ---- System packages --------------------------------------------------------------------------------------------

# One line a need: how to find it | apt | dnf | pacman | zypper.
# `cc`, `cmd:` a command, `pc:` a pkg-config module, `lib:` a shared library loaded at run time, `vulkan:` a graphics driver,
# `file:` a helper program outside of the search path, `server:` a database server, `python:` a module of the system's Python.
terminal_needs='
cc                         | gcc libc6-dev        | gcc glibc-devel         | gcc                | gcc glibc-devel
'
app_needs='
cmd:pkg-config             | pkg-config           | pkgconf-pkg-config      | pkgconf            | pkg-config
pc:alsa                    | libasound2-dev       | alsa-lib-devel          | alsa-lib           | alsa-devel
pc:wayland-client          | libwayland-dev       | wayland-devel           | wayland            | wayland-devel
pc:xkbcommon               | libxkbcommon-dev     | libxkbcommon-devel      | libxkbcommon       | libxkbcommon-devel
'
window_needs='
lib:libX11-xcb.so.1        | libx11-xcb1          | libX11-xcb              | libx11             | libX11-xcb1
lib:libxkbcommon-x11.so.0  | libxkbcommon-x11-0   | libxkbcommon-x11        | libxkbcommon-x11   | libxkbcommon-x11-0
lib:libXcursor.so.1        | libxcursor1          | libXcursor              | libxcursor         | libXcursor1
lib:libXi.so.6             | libxi6               | libXi                   | libxi              | libXi6
lib:libXrandr.so.2         | libxrandr2           | libXrandr               | libxrandr          | libXrandr2
lib:libvulkan.so.1         | libvulkan1           | vulkan-loader           | vulkan-icd-loader  | libvulkan1
vulkan:any                 | mesa-vulkan-drivers  | mesa-vulkan-drivers     | vulkan-swrast      | libvulkan_lvp
'
# A database server for the tests' own use; one that runs already is left alone.
server_test_needs='
server:postgres            | postgresql           | postgresql-server       | postgresql         | postgresql-server
cmd:openssl                | openssl              | openssl                 | openssl            | openssl
'
# The callers' voice. Without it the program goes on with captions.
voice_needs='
cmd:espeak-ng              | espeak-ng            | espeak-ng               | espeak-ng          | espeak-ng
'
window_test_needs='
cmd:Xvfb                   | xvfb                 | xorg-x11-server-Xvfb    | xorg-server-xvfb   | xorg-x11-server-Xvfb
cmd:xdotool                | xdotool              | xdotool                 | xdotool            | xdotool
vulkan:lvp                 | mesa-vulkan-drivers  | mesa-vulkan-drivers     | vulkan-swrast      | libvulkan_lvp
cmd:dbus-daemon            | dbus                 | dbus-daemon             | dbus               | dbus-1
file:at-spi-bus-launcher   | at-spi2-core         | at-spi2-core            | at-spi2-core       | at-spi2-core
python:pyatspi             | python3-pyatspi      | python3-pyatspi         | python-atspi       | python3-atspi
'

package_manager() {
    local manager
    for manager in apt-get dnf pacman zypper; do
        if command -v "$manager" >/dev/null; then
            say "$manager"
            return
        fi
    done
}

# The software renderer's description file, or any Vulkan driver's with `any`. Nothing when there is none.
vulkan_driver() {
    local name=$1 file
    [[ $name == any ]] && name=''
    for file in {/usr/share,/etc,/usr/local/share}/vulkan/icd.d/"$name"*.json; do
        if [[ -e $file ]]; then
            say "$file"
            return
        fi
    done
}

# The libraries that the loader knows, read once for a set of tables.
known_libraries=''

is_present() {
    case $1 in
        # A trial link finds a compiler without its C library too.
        cc) printf '#include <stdio.h>\nint main(void) { return 0; }\n' | cc -x c - -o /dev/null 2>/dev/null ;;
        cmd:*) command -v "${1#cmd:}" >/dev/null ;;
        pc:*) command -v pkg-config >/dev/null && pkg-config --exists "${1#pc:}" ;;
        lib:*)
            [[ $known_libraries ]] || known_libraries=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null || true)
            [[ $known_libraries == *"${1#lib:} "* ]]
            ;;
        vulkan:*) [[ $(vulkan_driver "${1#vulkan:}") ]] ;;
        file:*) compgen -G "/usr/lib*/${1#file:}" >/dev/null || compgen -G "/usr/lib*/*/${1#file:}" >/dev/null ;;
        # Debian keeps servers of several versions outside of the search path.
        server:*) command -v "${1#server:}" >/dev/null || compgen -G "/usr/lib/*/*/bin/${1#server:}" >/dev/null ;;
        # Not whichever Python a developer put in front: the bindings are the system's.
        python:*) /usr/bin/python3 -c "import ${1#python:}" 2>/dev/null ;;
        *) fail "Unknown kind of need: $1" ;;
    esac
}

# Prints, one a line, the packages that would satisfy whatever is missing from the given tables; for a package manager
# that we do not know, what we looked for.
missing_packages() {
    local manager=$1 probe apt dnf pacman zypper wanted
    shift
    printf '%s\n' "$@" | while IFS='|' read -r probe apt dnf pacman zypper; do
        probe=${probe%% *}
        [[ $probe ]] || continue
        is_present "$probe" && continue
        case $manager in
            apt-get) wanted=$apt ;;
            dnf) wanted=$dnf ;;
            pacman) wanted=$pacman ;;
            zypper) wanted=$zypper ;;
            *) wanted=$probe ;;
        esac
        # Some needs are two packages: unquoted on purpose.
        # shellcheck disable=SC2086
        printf '%s\n' $wanted
    done | sort -u
}

# Runs a command as the administrator: directly when we are, through sudo when not.
as_administrator() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

install_packages() {
    local manager=$1
    shift
    case $manager in
        apt-get)
            # A broken foreign source must not stop us: the install below says whether what we need is there.
            as_administrator apt-get update || say "Not every package list could be refreshed; going on with what there is."
            as_administrator env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
            ;;
        dnf) as_administrator dnf install -y "$@" ;;
        pacman) as_administrator pacman -S --needed --noconfirm "$@" ;;
        zypper) as_administrator zypper --non-interactive install "$@" ;;
    esac
}

# Stops with one message unless we may install: root may, others are asked, and nobody is asked where nobody can answer.
may_install() {
    local manager=$1 packages=$2 answer
    if [[ ! $manager ]]; then
        fail "Steadyline needs these, and this machine's package manager is not one we know: $packages
Install them and run this again, or set STEADYLINE_SKIP_NEEDS=1 to go on without this check."
    fi
    ((EUID != 0)) || return 0
    if [[ ${CI:-} == true || ! -t 0 ]] || ! command -v sudo >/dev/null; then
        fail "Steadyline needs these packages, which only an administrator can install: $packages"
    fi
    say "Steadyline needs these packages: $packages"
    read -r -p "Install them now with sudo $manager? [Y/n] " answer || answer=n
    case $answer in
        '' | [Yy]*) ;;
        *) fail "Nothing was installed. Install these packages and run this again: $packages" ;;
    esac
}

# Takes need tables; installs what they lack.
need_packages() {
    [[ $(uname -s) == Linux && ${STEADYLINE_SKIP_NEEDS:-} != 1 ]] || return 0
    local manager packages
    manager=$(package_manager)
    packages=$(missing_packages "$manager" "$@" | tr '\n' ' ')
    packages=${packages% }
    [[ $packages ]] || return 0

    may_install "$manager" "$packages"
    say "Installing: $packages"
    # shellcheck disable=SC2086
    install_packages "$manager" $packages || fail "These packages could not be installed: $packages"
    packages=$(missing_packages "$manager" "$@" | tr '\n' ' ')
    [[ ! ${packages% } ]] || fail "Still missing after the installation: ${packages% }"
}

# As need_packages, for what Steadyline can do without: goes on, with a line that says how.
wish_packages() {
    (need_packages "$1") || say "$2"
}

# ---- A screen of our own ----------------------------------------------------------------------------------------

xvfb_process=''
xvfb_display=''
xvfb_screen=''
xvfb_folder=''

# Starts an X server without a monitor on a free display number and returns when it accepts connections. What stands on its
# screen is in the file `xvfb_screen`.
start_xvfb() {
    xvfb_folder=$(mktemp -d)
    : >"$xvfb_folder/number"
    # The server picks the number and writes it when it is ready: no guessing, no race with another run.
    Xvfb -displayfd 3 -screen 0 1920x1080x24 -fbdir "$xvfb_folder" -nolisten tcp -noreset \
        3>"$xvfb_folder/number" >"$xvfb_folder/log" 2>&1 </dev/null &
    xvfb_process=$!
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        # The number counts only with its line end: before it, "10" may still read "1".
        if read -r xvfb_display <"$xvfb_folder/number"; then
            xvfb_display=:$xvfb_display
            xvfb_screen=$xvfb_folder/Xvfb_screen0
            return
        fi
        kill -0 "$xvfb_process" 2>/dev/null || break
        sleep 0.1
    done
    fail "The screen for the window tests did not start: $(tail -n 3 "$xvfb_folder/log")"
}

# May be called at any time, and twice.
stop_xvfb() {
    if [[ $xvfb_process ]]; then
        kill "$xvfb_process" 2>/dev/null || true
        wait "$xvfb_process" 2>/dev/null || true
    fi
    if [[ $xvfb_folder ]]; then
        rm -rf "$xvfb_folder"
    fi
    xvfb_process='' xvfb_display='' xvfb_screen='' xvfb_folder=''
}
