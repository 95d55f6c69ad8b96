# The product as an image: built as in a checkout, run from its wheel alone.
#   docker build -t sitematch .
#   docker run --rm -p 127.0.0.1:8000:8000 -v sitematch:/var/lib/sitematch sitematch

FROM debian:12-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends make python3
WORKDIR /src
COPY Makefile pyproject.toml hatch_build.py README.md LICENSE CHANGELOG.md ./
COPY requirements.lock requirements-run.lock requirements-uv.lock requirements-node.lock ./
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
COPY data data
COPY sitematch sitematch
RUN make setup
RUN .venv/bin/uv build --wheel --no-build-isolation --python .venv/bin/python --out-dir dist .
# With Debian's Python, which the other stage has at the same place; compiled here, for nobody can write there later.
ENV UV_COMPILE_BYTECODE=1
RUN .venv/bin/uv venv --python /usr/bin/python3 /opt/sitematch \
    && .venv/bin/uv pip install --python /opt/sitematch/bin/python --require-hashes -r requirements-run.lock \
    && .venv/bin/uv pip install --python /opt/sitematch/bin/python --no-deps dist/*.whl

FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/sitematch --create-home --shell /usr/sbin/nologin sitematch
COPY --from=build /opt/sitematch /opt/sitematch
ENV PATH=/opt/sitematch/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    SITEMATCH_HOME=/var/lib/sitematch
USER 10001
WORKDIR /var/lib/sitematch
VOLUME /var/lib/sitematch
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["sitematch"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
