package dev.dscore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

class AdmissionTests {
    private final Admission admission = new Admission(
            new Limits(DataSize.ofMegabytes(1), Duration.ofMillis(20), 1000, 1000, new Limits.Code(1, 1, 1, 1)));

    @Test
    void whenEveryCoreIsTakenTheNextIsToldToTryAgain() throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        CountDownLatch running = new CountDownLatch(cores), finish = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            Thread thread = new Thread(() -> {
                try (Admission.Permit permit = admission.enter()) {
                    running.countDown();
                    finish.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        running.await();
        assertThatThrownBy(admission::enter).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.type().status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            var answer = new Problems().request(e);
            assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
            assertThat(answer.getBody().getDetail()).contains("try again");
        });
        finish.countDown();
        for (Thread thread : threads) thread.join();
        admission.enter().close();
    }
}
