# One command per job; `make help` lists them. Builds need a JDK 25 (found by scripts/find-jdk) and
# Maven; the native targets need GRAALVM_HOME too.

MVN := scripts/mvn
SEEDS ?= 1000
DATA ?= data
SOURCES := pom.xml $(shell find src/main -type f)

.PHONY: help run cluster test chaos native test-native test-deploy test-image test-operator test-operator-image format simulate simulate-raft bench microbench clean

help:
	@echo 'make run              build and start one node on ./$(DATA), HTTP 4001, TCP 5001'
	@echo 'make cluster          build and start three nodes on loopback, HTTP 4001-4003, TCP 5001-5003; Ctrl-C ends them'
	@echo 'make test             everything that runs on the JVM: format, unit, property, simulation, process tests; the operator'
	@echo 'make chaos            a minute of faults on three nodes, network cuts included (needs root)'
	@echo 'make native           build the native binary target/kvasir (needs GRAALVM_HOME)'
	@echo 'make test-native      test the native binary, building it when it is out of date'
	@echo 'make test-deploy      test the chart, rules, dashboards and compose files; PODS=no: without processes'
	@echo 'make test-image       build the image with buildah and run three containers of it (needs root)'
	@echo 'make test-operator    test the operator; against an API server too where one is given (docs/operator.md)'
	@echo 'make test-operator-image  build its image and run a container of it on an API server (needs root; docs/operator.md)'
	@echo 'make bench            load three nodes, native and on the JVM, beside etcd and Redis where they are installed, into'
	@echo '                      docs/performance.md; ROWS=put,get ROUNDS=5 SECONDS=10; needs Python 3.11 (bench/README.md)'
	@echo 'make microbench       JMH benchmarks of the hot pieces; ONLY=regex chooses, JMH="-f 1 -prof gc" are options of JMH'
	@echo 'make simulate SEEDS=n run n fresh seeds of the simulation'
	@echo 'make simulate-raft SEEDS=n  the same for Raft alone'
	@echo 'make format           format the sources'
	@echo 'make clean            remove what was built (never ./$(DATA))'

run: target/quarkus-app/quarkus-run.jar
	exec "$$(scripts/find-jdk)/bin/java" $(NODE_FLAGS) -Dkvasir.storage.directory=$(DATA) -jar $<

cluster: target/quarkus-app/quarkus-run.jar
	DATA=$(DATA) exec scripts/cluster "$$(scripts/find-jdk)/bin/java" $(NODE_FLAGS) -jar $<

# What a node's JVM needs to know: RocksDB and Netty use JNI and Unsafe.
NODE_FLAGS := --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -XX:+ExitOnOutOfMemoryError

target/quarkus-app/quarkus-run.jar: $(SOURCES)
	$(MVN) package -DskipTests
	@touch $@

test:
	$(MVN) spotless:check verify
	scripts/test-operator
	scripts/test-bench

# SECONDS_OF_CHAOS=600 goes on for longer, CHAOS_SEED=7 sends other requests.
SECONDS_OF_CHAOS ?= 60
CHAOS_SEED ?= 1

chaos: target/quarkus-app/quarkus-run.jar
	$(MVN) test-compile failsafe:integration-test@cluster failsafe:verify@cluster -Dit.test=NetworkChaos \
	  -Dkvasir.chaos.seconds=$(SECONDS_OF_CHAOS) -Dkvasir.chaos.seed=$(CHAOS_SEED)

native: target/kvasir

target/kvasir: $(SOURCES)
	@scripts/require-graalvm
	$(MVN) package -Pnative -DskipTests
	scripts/lay-binary target/native target

test-native: target/kvasir
	$(MVN) test-compile failsafe:integration-test@cluster failsafe:verify@cluster -Pnative

# Says which tools it lacks. PODS=no leaves out what starts nodes, which needs root and the program.
test-deploy:
	PODS=$(PODS) scripts/test-deploy

# IMAGE and BUILD_FLAGS: see the script.
test-image:
	scripts/test-image

test-operator:
	scripts/test-operator

test-operator-image:
	IMAGE_OF=operator scripts/test-image

# PASSAGE=LEAVE, JOIN or REMOVE: only runs in which a node does so.
ifdef PASSAGE
SIMULATIONS := PassageSimulationTest
else
SIMULATIONS := SimulationTest,GroupsSimulationTest,PassageSimulationTest,FeedPropertyTest
endif

simulate:
	$(MVN) test -Dtest='$(SIMULATIONS)' -Dkvasir.sim.seeds=$(SEEDS) \
	  -Dkvasir.sim.first=$$(date +%s)000$(if $(SEED), -Dkvasir.sim.seed=$(SEED)) \
	  $(if $(PASSAGE),-Dkvasir.sim.passage=$(PASSAGE))

simulate-raft:
	$(MVN) test -Dtest=RaftSimulationTest -Dkvasir.raft.seeds=$(SEEDS)$(if $(SEED), -Dkvasir.raft.seed=$(SEED))

# Of what is built already; builds the program for the JVM when there is none. BENCH has more options.
ROWS ?= all
ROUNDS ?= 5
SECONDS ?= 10
BENCH ?=

bench:
	@[ -x target/kvasir ] || [ -f target/quarkus-app/quarkus-run.jar ] || $(MAKE) target/quarkus-app/quarkus-run.jar
	@python3 -B bench/compare --rows $(ROWS) --rounds $(ROUNDS) --seconds $(SECONDS) $(BENCH)

# GroupCommitBenchmark measures the disk that target/ is on.
ONLY ?= .
JMH ?= -f 2 -wi 3 -w 1s -i 5 -r 1s
TEST_CLASSES = target/test-classes:target/classes:$$(cat target/microbench.classpath)

microbench: target/microbench.classpath
	"$$(scripts/find-jdk)/bin/java" $(NODE_FLAGS) -Dkvasir.microbench.directory=target \
	  -cp "$(TEST_CLASSES)" org.openjdk.jmh.Main $(JMH) -rf json -rff target/microbench.json '$(ONLY)'
	@! command -v python3 >/dev/null || python3 -B bench/compare/microbench.py target/microbench.json docs/performance.md

target/microbench.classpath: $(SOURCES) $(shell find src/jmh src/test -type f)
	$(MVN) test-compile dependency:build-classpath -Dmdep.outputFile=$@
	@touch $@

format:
	$(MVN) spotless:apply
	$(MVN) -f deploy/operator/pom.xml spotless:apply

clean:
	rm -rf target deploy/operator/target
