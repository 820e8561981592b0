// The same tests, thoroughly.
import './quietLooks.test';
