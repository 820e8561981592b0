// The same tests, thoroughly.
import './campaignContactSync.test';
