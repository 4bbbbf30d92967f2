plugins {
  java
}

repositories {
  mavenLocal()
  mavenCentral()
}

dependencies {
  implementation(platform("io.handfast:handfast-bom:0.1.0-SNAPSHOT"))
  implementation("io.handfast:handfast-host")
  testImplementation("io.handfast:handfast-junit")
  testImplementation("org.junit.jupiter:junit-jupiter:6.1.3")
  testRuntimeOnly("org.junit.platform:junit-platform-launcher")
}

tasks.test {
  useJUnitPlatform()
  jvmArgs("-Djava.nio.channels.spi.SelectorProvider=io.handfast.nio.HandfastSelectorProvider")
}
