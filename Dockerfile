# The bot: its own user, no root, nothing but Python and the locked libraries.
FROM debian:trixie-slim AS libraries
# python-mecab-ko has no wheel for trixie's Python yet: it is compiled here, against Debian's MeCab.
RUN apt-get update && apt-get install -y --no-install-recommends \
      python3 python3-venv python3-dev g++ libmecab-dev ca-certificates
COPY requirements/run.lock /src/requirements/run.lock
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv /opt/gorae && /opt/gorae/bin/pip install --quiet --require-hashes -r /src/requirements/run.lock

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 libmecab2 ca-certificates tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && groupadd --gid 990 gorae && useradd --uid 990 --gid 990 --create-home gorae \
 && mkdir /data && chown gorae:gorae /data
COPY --from=libraries /opt/gorae /opt/gorae
COPY bot /app/bot
COPY sandbox /app/sandbox
COPY content /app/content
ENV PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8 \
    GORAE_DATA=/data GORAE_ENGINE=unix:///run/engine/docker.sock
WORKDIR /app
USER gorae
VOLUME /data
ENTRYPOINT ["tini", "--", "/opt/gorae/bin/python", "-m", "bot"]
CMD ["serve"]
