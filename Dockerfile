# The bot: its own user, no root, nothing but Python, the locked libraries and what they use of Debian (≤ 250 MB; what
# is in them: docs/operations.md). Every stage is Debian; the last one only leaves out what no running bot touches.
FROM debian:trixie-slim AS libraries
# python-mecab-ko has no wheel for trixie's Python yet: it is compiled here, against Debian's MeCab.
RUN apt-get update && apt-get install -y --no-install-recommends \
      python3 python3-venv python3-dev g++ libmecab-dev ca-certificates
# `run`, or `backup`: with what sealed and distant backups need.
ARG GORAE_LOCK=run
COPY requirements/${GORAE_LOCK}.lock /src/lock
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv --system-site-packages /opt/gorae \
 && /opt/gorae/bin/pip install --quiet --no-compile --no-deps --require-hashes -r /src/lock
# numpy comes from Debian in the last stage: the wheel brings 23 MB of linear algebra for a few sums. Of mermaid-render
# only its script is used, not what its own Python draws with. The dictionary's model is for training it, a server
# colours no code at a terminal, and wcwidth does in Python what it has C for.
RUN /opt/gorae/bin/pip uninstall --quiet --yes numpy fonttools svgelements cssselect2 tinycss2 webencodings \
      setuptools wheel pip \
 && cd /opt/gorae/lib/python3*/site-packages && rm -r mecab_ko_dic/dictionary/model.bin mermaid_render/fonts \
 && find . -depth -type d '(' -name tests -o -name test ')' -exec rm -r {} + \
 && find . -type f '(' -name '*.c' -o -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.dll' \
      -o -name '*_avx2.*' -o -name '_wcwidth_c.*' -o -name RECORD ')' -delete \
 && find . -name '*.so' -exec strip --strip-unneeded {} + \
 && find pygments/lexers -name '[a-z]*.py' ! -name shell.py ! -name special.py -delete \
 && python3 -m compileall -q -b . && find . -name '*.py' -delete

FROM debian:trixie-slim AS root
RUN apt-get update && apt-get install -y --no-install-recommends \
      python3 python3-numpy libmecab2 ca-certificates tini busybox-static \
 && groupadd --gid 990 gorae && useradd --uid 990 --gid 990 --create-home gorae \
 && mkdir /data /backups && chown gorae:gorae /data /backups
# Busybox takes the place of the everyday tools. Nothing that installs, changes users or takes another's rights is left.
# Libraries stay as bytecode only: half the size, and a start that looks at nothing twice.
# Nobody here reads Chinese or Japanese in anything but UTF-8, decimals are counted in C, and nobody types at this Python.
RUN dpkg -L apt libapt-pkg7.0 sqv perl-base libdb5.3t64 dpkg debconf coreutils bash passwd login.defs util-linux mount \
      tar findutils diffutils grep sed mawk openssl libsystemd0 libudev1 libpam-runtime libpam-modules libsemanage2 \
      libsepol2 libc-bin libmount1 libblkid1 libsmartcols1 libnettle8t64 libhogweed6t64 libgmp10 | sort -u >/unneeded \
 && python3 -c "import os; [print(line) for line in open('/unneeded').read().split('\n') \
      if os.path.isfile(line) and not os.path.realpath(line).startswith('/usr/bin/busybox')]" >/files \
 && cd /usr/lib/python3.?? && rm -rf test idlelib ensurepip pydoc_data lib-dynload/_*test*.so /usr/bin/tini-static \
      _pydecimal.py lib-dynload/_codecs_cn.* lib-dynload/_codecs_hk.* lib-dynload/_codecs_jp.* lib-dynload/_codecs_tw.* \
      _pyrepl curses lib-dynload/_curses* turtle.py venv \
 && cd /usr/lib/python3/dist-packages/numpy && rm -r f2py random polynomial _core/_simd.* && cd - \
 && find /usr/lib/python3 -depth -type d '(' -name tests -o -name __pycache__ ')' -exec rm -r {} + \
 && find . -depth -type d -name __pycache__ -exec rm -r {} + \
 && python3 -m compileall -q -b . /usr/lib/python3 \
 && find . /usr/lib/python3 '(' -name '*.py' ! -name os.py -o -name '*.pyi' ')' -delete \
 && rm -r __pycache__ \
 && find / -xdev -type f -perm /6000 -delete \
 && cd / && busybox xargs busybox rm -f </files \
 && busybox rm -rf /files /unneeded /usr/lib/*/gconv /usr/lib/*/perl-base /usr/share/doc /usr/share/perl5 /usr/share/gcc \
      /usr/share/zoneinfo /usr/share/locale /usr/lib/apt /var/lib/apt /var/lib/dpkg /var/cache /var/log \
 && busybox --install -s /usr/bin
RUN printf '#!/bin/sh\nexec /opt/gorae/bin/python -m bot "$@"\n' >/usr/local/bin/gorae && chmod 755 /usr/local/bin/gorae
COPY bot /app/bot
COPY sandbox /app/sandbox
COPY content /app/content
RUN python3 -m compileall -q /app

FROM scratch
COPY --from=root / /
COPY --from=libraries /opt/gorae /opt/gorae
ENV PATH=/usr/local/bin:/usr/bin:/bin PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8 \
    GORAE_DATA=/data GORAE_ENGINE=unix:///run/engine/docker.sock
WORKDIR /app
RUN gorae content prepare
USER gorae
VOLUME /data
ENTRYPOINT ["tini", "--", "gorae"]
CMD ["serve"]
