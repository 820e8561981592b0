// The same tests, thoroughly.
import './period.test';
