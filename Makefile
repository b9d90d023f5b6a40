# chatd, a chat room that people join with netcat. `make help` lists the targets; README.md has the rest.

JAR      := target/chatd.jar
IMAGE    := target/image/bin/chatd
SBOM     := target/chatd.cdx.json
SOURCES  := pom.xml $(shell find src/main -type f)
JAVA     := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)
MVN      := mvn -B -q
# Options of the JVM that times single classes: those of the image, see src/build/image.
JVM_OPTS ?= -XX:+UseSerialGC -Xms4m -Xmx128m -Xmn768k -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=10 \
    -XX:-ShrinkHeapInSteps -Xss256k -XX:TieredStopAtLevel=1 -XX:CICompilerCount=1 \
    -XX:CompileThresholdScaling=3 -XX:ReservedCodeCacheSize=8m -XX:CompileCommand=quiet \
    $(foreach p,chatd sun/nio/ch java/nio java/util/concurrent/locks,\
        -XX:CompileCommand=CompileThresholdScaling,$(p)/*.*,0.1)

.PHONY: help run cluster jar image deb sbom oci install uninstall test unit scripts package reproducible simulate fuzz \
    faults linkcheck soak mutation docs outdated bench footprint clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(IMAGE) ## start the daemon on localhost:8000; options: make run ARGS='--listen 127.0.0.1:9000'
	@exec $(IMAGE) $(ARGS)

cluster: $(IMAGE) ## start three linked nodes on localhost, ports 8001 to 8003; others: make cluster PORT=9001
	@src/build/need nats-server
	@exec src/build/cluster $(IMAGE) $(PORT)

jar: $(JAR) ## build target/chatd.jar

image: $(IMAGE) ## build target/image: chatd with a Java runtime of its own

deb: $(IMAGE) $(SBOM) ## build target/chatd_VERSION_ARCH.deb, a Debian package
	@src/build/need dh
	@src/build/deb

sbom: $(SBOM) ## write target/chatd.cdx.json, the libraries in chatd and their licences (CycloneDX)

oci: $(IMAGE) ## build target/chatd_VERSION_ARCH.oci.tar, an OCI image for podman, docker and Kubernetes
	@src/build/need nc
	@src/build/oci

install: $(IMAGE) ## install chatd with man page and systemd units; make install PREFIX=/opt/chatd DESTDIR=tree
	@src/build/install

uninstall: ## remove the installed files; needs the same PREFIX and DESTDIR
	@src/build/install uninstall

test: ## run all tests: unit tests, test scripts, and a short run of the fault tests
	@src/build/need java javac mvn expect nc nats-server openssl ncat socat stunnel haproxy
	@MVN='$(MVN)' JAVA='$(JAVA)' src/build/test all

unit: ## run the unit tests
	@src/build/need java javac mvn
	@MVN='$(MVN)' src/build/test unit

scripts: $(IMAGE) ## run the test scripts; only one: make scripts ONLY=two-people
	@src/build/need expect nc nats-server openssl ncat socat stunnel haproxy
	@ONLY='$(ONLY)' src/build/test scripts

package: $(IMAGE) ## build and test the Debian package; as root, in a bare Debian
	@src/build/test package

reproducible: ## build the last commit twice and compare the jar, the package and the list of components
	@src/build/need java javac mvn dh
	@src/build/reproducible

simulate: ## run many random simulations: make simulate SEEDS=100000; print one of them: SEED=123; three linked nodes: NODES=3
	@src/build/need java javac mvn
	@$(MVN) test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath
	@$(JAVA) -ea -cp "target/test-classes:target/classes:$$(cat target/test-classpath)" chatd.sim.Simulate \
	    $(if $(SEED),seed $(SEED),seeds $(or $(SEEDS),1000)) $(NODES)

faults: $(IMAGE) ## inject faults into a real daemon; within a minute: make faults SHORT=yes; only one: ONLY=resets
	@src/build/need java javac mvn nats-server openssl stunnel
	@$(MVN) -DskipTests test-compile
	@$(JAVA) -cp target/test-classes:target/classes chatd.system.faults.Faults '$(IMAGE)' '$(SHORT)' '$(ONLY)'

linkcheck: $(IMAGE) ## check that three linked nodes have one order: make linkcheck LINES=1000000
	@src/build/need java javac mvn nats-server
	@$(MVN) -DskipTests test-compile
	@$(JAVA) -cp target/test-classes chatd.system.LinkCheck '$(IMAGE)' '$(or $(LINES),1000000)'

soak: $(IMAGE) ## run random traffic and hostile clients, and check that memory stays flat: make soak TIME=30m
	@src/build/need java javac mvn
	@$(MVN) -DskipTests test-compile
	@$(JAVA) -cp target/test-classes chatd.system.soak.Soak '$(IMAGE)' '$(or $(TIME),30m)' target/soak

fuzz: ## fuzz the parsers: make fuzz TIME=10m
	@src/build/need java javac mvn
	@MVN='$(MVN)' src/build/fuzz '$(JAVA)' '$(or $(TIME),10m)'

mutation: ## run mutation tests (PIT); of some classes: make mutation ONLY='chatd.chat.*'
	@src/build/need java javac mvn
	@MVN='$(MVN)' src/build/mutation '$(ONLY)'

docs: $(JAR) ## write the options into the man page and the bash completion, after a change of OptionTable
	@src/build/need java javac mvn
	@$(MVN) -DskipTests test-compile
	@$(JAVA) -cp 'target/test-classes:target/classes:target/lib/*' chatd.OptionDocuments

outdated: ## list dependencies that have a newer release; fails if there are any
	@src/build/need java mvn
	@MVN='$(MVN)' src/build/outdated

bench: $(IMAGE) ## compare with other servers, in about five minutes; a part: ONLY=fanout; another chatd: BEFORE=PATH
	@src/build/need java javac mvn cc nats-server
	@echo 'Building the benchmark'
	@$(MVN) -Pbench process-classes
	@CHATD='$(IMAGE)' BEFORE='$(BEFORE)' src/bench/run '$(JAVA)' '$(JVM_OPTS)' '$(ONLY)'

footprint: ## measure idle servers: memory, disk, start, wake-ups; a part of bench
	@$(MAKE) --no-print-directory bench ONLY=footprint

clean: ## remove target, with everything that was built
	@rm -rf target

$(JAR): $(SOURCES)
	@src/build/need java javac mvn
	@echo 'Building $(JAR); Maven downloads missing plugins and libraries'
	@# The time zone would be in the times of entries of jars.
	@TZ=UTC $(MVN) -Dmaven.test.skip=true package
	@# ModiTect writes a file that only its owner can read.
	@chmod a+r target/lib/*.jar
	@touch $@

$(SBOM): pom.xml
	@src/build/need java mvn
	@echo 'Writing $(SBOM)'
	@$(MVN) org.cyclonedx:cyclonedx-maven-plugin:makeBom

$(IMAGE): $(JAR) src/build/image
	@src/build/image
