# The web server on plain Debian, for production: nothing is downloaded when it starts.
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/border-gis
ENV PATH=/srv/border-gis/.venv/bin:/opt/node/bin:$PATH

COPY requirements-uv.txt requirements.txt requirements-node.txt ./
RUN python3 -m venv .venv \
    && pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && uv pip install --no-cache --compile-bytecode --require-hashes -r requirements.txt \
    && python3 -m venv /opt/node \
    && /opt/node/bin/pip install --no-cache-dir --require-hashes -r requirements-node.txt

COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The key and the address serve this one command and stay in no layer
RUN node bin/vendor.mjs && node bin/bundle.mjs && rm -rf node_modules \
    && python bin/compile_messages.py locale/*/LC_MESSAGES/*.po \
    && PRODUCTION=1 SECRET_KEY="$(head -c 60 /dev/urandom | base64 -w0)" ALLOWED_HOSTS=build \
       DATABASE_URL=postgis://build/build python manage.py collectstatic --noinput --verbosity 0

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /srv/border-gis --shell /usr/sbin/nologin border-gis \
    && install -d -o border-gis -g border-gis /var/lib/border-gis/dem /var/lib/border-gis/media /var/lib/border-gis/reports
COPY --from=build /srv/border-gis /srv/border-gis
WORKDIR /srv/border-gis
ENV PATH=/srv/border-gis/.venv/bin:$PATH PYTHONUNBUFFERED=1 PRODUCTION=1 NUMBA_CACHE_DIR=/tmp/numba
USER border-gis
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "bin/healthcheck.py"]
CMD ["gunicorn", "--config", "border_gis/gunicorn.py", "--bind", "0.0.0.0:8000", "border_gis.wsgi"]
