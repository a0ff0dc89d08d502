package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page at /, in a real browser; where there is none, these tests are skipped. Pictures are left in target/page. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@EnabledIf("thereIsABrowser")
@Tag("long")
class PageTests {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium"), DRIVER = Path.of("/usr/bin/chromedriver");
    private static final int PHONE = 400;

    private static ChromeDriver browser;
    private static WebDriverWait wait;

    @LocalServerPort
    private int port;

    static boolean thereIsABrowser() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    @BeforeAll
    static void open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        browser = new ChromeDriver(service, options);
        wait = new WebDriverWait(browser, Duration.ofSeconds(20));
    }

    @AfterAll
    static void close() {
        browser.quit();
    }

    @BeforeEach
    void visit() {
        show(1000, "light");
        browser.get("http://127.0.0.1:" + port + "/");
        browser.executeScript("localStorage.clear()");
        browser.navigate().refresh();
        browser.manage().logs().get("browser");
        waitForShapes("dW");
    }

    @Test
    void aWrongBackwardPassIsExplainedWithAHeatMapAndARightOneGetsFullMarks() throws IOException {
        assertThat(new Select(at("function")).getOptions()).hasSizeGreaterThan(20);
        assertThat(at("shapes").getText()).contains("dX (N, D)", "dW (D, C)", "db (1, C)", "dscore (N, C)");

        at("backward")
                .sendKeys("dscore = softmax(score, axis=1) - one_hot(y, C)\n"
                        + "dX = dscore @ W.T\ndW = X.T @ dscore\ndb = np.sum(dscore, axis=0)");
        at("backward").sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
        waitForReport("the division by N is missing");
        assertThat(browser.findElements(By.cssSelector("#report svg"))).isNotEmpty();
        picture("wrong-light");

        at("backward").clear();
        at("backward")
                .sendKeys("dscore = (softmax(score, axis=1) - one_hot(y, C)) / N\n"
                        + "dX = dscore @ W.T\ndW = X.T @ dscore\ndb = np.sum(dscore, axis=0)");
        at("check").click();
        waitForReport("3 of 3");
        nothingWentWrong();
    }

    @Test
    void theDerivationIsTypesetWhenItIsOpened() throws IOException {
        assertThat(at("steps").isDisplayed()).isFalse();
        browser.findElement(By.cssSelector("#derivation summary")).click();
        assertThat(browser.findElements(By.cssSelector("#steps .katex"))).hasSize(4);
        assertThat(browser.findElements(By.cssSelector("#steps .katex-error"))).isEmpty();
        assertThat(at("steps").getText()).contains("dW = X.T @ dscore", "(D N) @ (N C) → (D C)");
        picture("derivation-light");
        nothingWentWrong();
    }

    @Test
    void everyFunctionOfTheCatalogueIsShownAndTypeset() {
        Select functions = new Select(at("function"));
        List<String> names = functions.getOptions().stream()
                .map(option -> option.getDomAttribute("value"))
                .filter(name -> name != null && !name.isEmpty())
                .toList();
        browser.findElement(By.cssSelector("#derivation summary")).click();
        // choosing what is chosen changes nothing
        functions.selectByValue(names.get(names.size() - 1));
        for (String name : names) {
            browser.executeScript("document.getElementById('shapes').textContent = ''");
            functions.selectByValue(name);
            new WebDriverWait(browser, Duration.ofSeconds(20))
                    .withMessage(name)
                    .until(driver -> at("shapes").getText().contains("Assign d"));
            wait.until(driver ->
                    !browser.findElements(By.cssSelector("#steps .katex")).isEmpty());
            assertThat(browser.findElements(By.cssSelector("#steps .katex-error")))
                    .as(name)
                    .isEmpty();
            assertThat(at("definition-problem").getText()).as(name).isEmpty();
        }
        nothingWentWrong();
    }

    @Test
    void aFunctionOfOnesOwnIsDerivedDrawnAndGradedAndASlipInItIsPointedAt() {
        fill("inputs", "x  N D\nw  D");
        fill("code", "h = np.tanh(x @ v)\nloss = np.mean(h ** 2)");
        waitForText("definition-problem", "line 1, column 17: v: is not defined");
        fill("code", "h = np.tanh(x @ w)\nloss = np.mean(h ** 2)");
        waitForShapes("dh (N)");
        assertThat(at("definition-problem").getText()).isEmpty();
        fill("backward", "dh = 2 * h / N\ndx = np.outer(dh * (1 - h ** 2), w)\ndw = (dh * (1 - h ** 2)) @ x");
        at("check").click();
        waitForReport("2 of 2");
    }

    @Test
    void inputsCanBeDrawnAgainAndOfOtherSizes() {
        WebElement rows = browser.findElement(By.cssSelector("#sizes input[name=N]"));
        rows.clear();
        rows.sendKeys("2");
        browser.findElement(By.cssSelector("section[aria-labelledby=inputs-title] summary"))
                .click();
        wait.until(driver -> browser.findElements(By.cssSelector("#drawn table:first-of-type tr"))
                        .size()
                > 0);
        wait.until(driver -> browser.findElements(By.cssSelector("#drawn .numbers:nth-of-type(1) tr"))
                        .size()
                == 2);
        String before = at("drawn").getText();
        at("draw").click();
        wait.until(driver -> !at("drawn").getText().equals(before));
        assertThat(at("seed").getDomProperty("value")).isEqualTo("1");
    }

    @Test
    void whatAStudentTypesIsNeverMarkup() {
        fill("backward", "dW = 1 # <img src=x onerror=document.title='taken'>\ndX = <b>bold</b>");
        at("check").click();
        waitForReport("<b>");
        assertThat(browser.findElements(By.cssSelector("#report img, #report b b")))
                .isEmpty();
        assertThat(browser.getTitle()).startsWith("dscore");
    }

    @Test
    void everythingIsReachedByTheKeyboardInTheOrderOfThePage() {
        List<String> reached = new ArrayList<>();
        browser.executeScript("document.activeElement.blur()");
        for (int i = 0; i < 20 && !reached.contains("check"); i++) {
            new Actions(browser).sendKeys(Keys.TAB).perform();
            WebElement focused = browser.switchTo().activeElement();
            String id = focused.getDomAttribute("id");
            reached.add(id == null || id.isEmpty() ? focused.getTagName() : id);
        }
        assertThat(reached)
                .containsSubsequence(
                        "function",
                        "inputs",
                        "code",
                        "output",
                        "input",
                        "seed",
                        "draw",
                        "summary",
                        "backward",
                        "check");
    }

    @Test
    void onAPhoneAndInTheDarkItFitsAndCanBeRead() throws IOException {
        show(PHONE, "dark");
        fill(
                "backward",
                "dscore = softmax(score, axis=1) - one_hot(y, C)\ndW = X.T @ dscore\ndX = dscore @ W\ndb = dscore[0]");
        at("check").click();
        waitForReport("missing");
        browser.findElements(By.tagName("summary")).forEach(WebElement::click);
        assertThat(((Number) browser.executeScript("return document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(PHONE);
        String colour = at("report").getCssValue("color");
        assertThat(colour).as("text in the dark").contains("255, 255, 255");
        picture("wrong-dark-phone");
        nothingWentWrong();
    }

    private static void show(int width, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static WebElement at(String id) {
        return browser.findElement(By.id(id));
    }

    private static void fill(String id, String text) {
        at(id).clear();
        at(id).sendKeys(text);
    }

    private static void waitForShapes(String text) {
        waitForText("shapes", text);
    }

    private static void waitForReport(String text) {
        waitForText("report", text);
    }

    private static void waitForText(String id, String text) {
        wait.withMessage(() -> id + ": " + at(id).getText())
                .until(driver -> at(id).getText().contains(text));
    }

    private static void nothingWentWrong() {
        assertThat(browser.manage().logs().get("browser").getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
    }

    private static void picture(String name) throws IOException {
        long height = ((Number) browser.executeScript("return document.documentElement.scrollHeight")).longValue();
        Map<String, Object> clip = Map.of(
                "captureBeyondViewport",
                true,
                "clip",
                Map.of(
                        "x",
                        0,
                        "y",
                        0,
                        "width",
                        browser.executeScript("return innerWidth"),
                        "height",
                        height,
                        "scale",
                        1));
        Object data = browser.executeCdpCommand("Page.captureScreenshot", clip).get("data");
        Path folder = Files.createDirectories(Path.of("target/page"));
        Files.write(folder.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png((String) data));
    }
}
